import { basename, dirname, resolve } from 'node:path';
import type { ErrorReport } from '../errors/error-report.ts';
import type { Origin } from '../errors/origin.ts';
import type {
  PlayView,
  ResultEvent,
  ResultStatus,
  RunEvent,
  RunStats,
  TaskView,
} from '../events/run-event.ts';
import { callbackResultWithKeys } from '../output/callback-result.ts';
import { originText } from '../output/error-text.ts';
import { isMeta } from '../output/task-kind.ts';
import { Dict } from '../python/dict.ts';
import type { Value } from '../python/value.ts';
import { toWire } from './helper-values.ts';

const resultMethods: Readonly<Record<ResultStatus, string>> = {
  ok: 'v2_runner_on_ok',
  failed: 'v2_runner_on_failed',
  skipped: 'v2_runner_on_skipped',
  unreachable: 'v2_runner_on_unreachable',
};

/** An item that cannot be reached has failed. */
const itemMethods: Readonly<Record<ResultStatus, string>> = {
  ok: 'v2_runner_item_on_ok',
  failed: 'v2_runner_item_on_failed',
  skipped: 'v2_runner_item_on_skipped',
  unreachable: 'v2_runner_item_on_failed',
};

const taskMethods: Readonly<Partial<Record<RunEvent['kind'], string>>> = {
  'task-start': 'v2_playbook_on_task_start',
  'handler-task-start': 'v2_playbook_on_handler_task_start',
  'cleanup-task-start': 'v2_playbook_on_cleanup_task_start',
  retry: 'v2_runner_retry',
  'async-poll': 'v2_runner_on_async_poll',
  'async-ok': 'v2_runner_on_async_ok',
  'async-failed': 'v2_runner_on_async_failed',
  diff: 'v2_on_file_diff',
};

/** The method of callback plug-ins that an event is for; undefined for those that they don't hear of. */
export function callbackMethod(event: RunEvent): string | undefined {
  switch (event.kind) {
    case 'playbook-start':
      return 'v2_playbook_on_start';
    case 'play-start':
      return 'v2_playbook_on_play_start';
    case 'no-hosts-matched':
      return 'v2_playbook_on_no_hosts_matched';
    case 'no-hosts-remaining':
      return 'v2_playbook_on_no_hosts_remaining';
    case 'host-start':
      return 'v2_runner_on_start';
    case 'included':
      return 'v2_playbook_on_include';
    case 'handler-notified':
      return 'v2_playbook_on_notify';
    case 'host-result':
      return resultMethods[event.status];
    case 'item-result':
      return itemMethods[event.status];
    case 'stats':
      return 'v2_playbook_on_stats';
    default:
      return taskMethods[event.kind];
  }
}

/** The event as bootstrap/controller/callback_objects.py takes it; results are those that any callback gets, no_log applied. */
export function callbackEvent(event: RunEvent, method: string, workingDirectory: string): Dict {
  return Dict.of({ method, ...membersOf(event, workingDirectory) });
}

function membersOf(event: RunEvent, workingDirectory: string): Record<string, Value> {
  switch (event.kind) {
    case 'playbook-start':
      return { path: event.path, directory: dirname(resolve(workingDirectory, event.path)) };
    case 'play-start':
      return { play: describePlay(event.play) };
    case 'task-start':
    case 'handler-task-start':
    case 'cleanup-task-start':
      return { task: describeTask(event.task) };
    case 'host-start':
      return { task: describeTask(event.task), host: event.host };
    case 'handler-notified':
      return { task: describeTask(event.task()), host: event.host };
    case 'included':
      return {
        task: describeTask(event.task),
        file: event.file,
        hosts: [...event.hosts],
        label: event.label === undefined ? null : [toWire(event.label)],
        is_role: event.task.action.endsWith('include_role'),
      };
    case 'host-result':
    case 'item-result':
      return describeResult(event);
    case 'retry':
    case 'async-poll':
    case 'async-ok':
    case 'async-failed':
    case 'diff':
      return describeResult({ ...event, status: 'ok', ignored: false });
    case 'stats':
      return describeStats(event.stats);
    default:
      return {};
  }
}

function describePlay(play: PlayView): Value {
  const { uuid, name, hosts, strategy, origin, keywords, batch, allHosts, tasks } = play;
  return Dict.of({
    uuid,
    name,
    hosts: [...hosts],
    strategy,
    path: pathOf(origin),
    fields: fields(keywords),
    batch: [...batch],
    all_hosts: [...allHosts],
    tasks: tasks.map((block) => block.map((task) => Dict.of({ ...task }))),
  });
}

function describeTask(task: TaskView): Value {
  const { written } = task;
  return Dict.of({
    uuid: task.uuid,
    name: written.ownName,
    shown: task.name,
    action: task.action,
    args: toWire(written.args),
    path: pathOf(task.origin),
    role: written.role
      ? Dict.of({
          name: basename(written.role.path),
          path: written.role.path,
          collection: written.role.collection ?? null,
        })
      : null,
    check_mode: task.checkMode,
    diff: task.diff,
    no_log: task.noLog,
    // Ansible does not count the tasks that gather facts as implicit.
    implicit: task.implicit && isMeta(task),
    is_handler: written.isHandler,
    fields: fields(written.keywords),
  });
}

function fields(keywords: ReadonlyMap<string, Value>): Dict {
  return new Dict([...keywords].map(([name, value]) => [name, toWire(value)] as const));
}

function pathOf(origin: Origin | undefined): string {
  return origin ? `${origin.file}:${origin.line}` : '';
}

function describeResult(event: ResultEvent): Record<string, Value> {
  const isLoopSummary = Array.isArray(event.result.get('results'));
  const { warnings, deprecations, delegate } = event.remarks;
  return {
    task: describeTask(event.task),
    host: event.host,
    result: toWire(callbackResultWithKeys(event)),
    // Null where the keyword was not written, as in Ansible.
    ignore_errors: event.ignored || (event.task.written.keywords.has('ignore_errors') ? false : null),
    delegate_to: delegate?.host ?? null,
    error: event.error && !isLoopSummary ? describeError(event.error) : null,
    warnings: warnings.map(({ message, origin, help }) => describeLink(message, origin, help)),
    deprecations: deprecations
      .filter(({ shownBefore }) => !shownBefore)
      .map(({ message, help, collection, plugin, version, date }) =>
        Dict.of({
          message,
          help: help ?? null,
          collection: collection ?? null,
          plugin: plugin ?? null,
          version: version ?? null,
          date: date ?? null,
        }),
      ),
  };
}

function describeError({ chain }: ErrorReport): Value {
  return chain.map(({ message, origin, hint }) => describeLink(message, origin, hint));
}

function describeLink(message: string, origin: Origin | undefined, help: string | undefined): Dict {
  return Dict.of({ message, context: origin ? originText(origin) : null, help: help ?? null });
}

/** Under the names of Ansible's AggregateStats. */
function describeStats({ hosts, custom }: RunStats): Record<string, Value> {
  const counts = [...hosts].map(
    ([host, { unreachable, ...rest }]) => [host, Dict.of({ ...rest, dark: unreachable })] as const,
  );
  return {
    hosts: new Dict(counts),
    custom: new Dict([...custom].map(([owner, data]) => [owner, toWire(data)] as const)),
  };
}
