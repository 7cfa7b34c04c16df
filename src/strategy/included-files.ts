import { joinedMessage, reportOf } from '../errors/error-report.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import {
  isFailed,
  isSkipped,
  type IncludeRequest,
  remarksOfItems,
  type TaskOutcome,
} from '../executor/task-outcome.ts';
import { findIncludedFile, loadIncludedRole, loadIncludedTasks } from '../playbook/load-include.ts';
import { Block, type Task } from '../playbook/model.ts';
import { UnreadableFile } from '../playbook/playbook-files.ts';
import { Dict } from '../python/dict.ts';
import { equals } from '../python/equality.ts';
import { TemplateString } from '../python/template-string.ts';
import { isTruthy } from '../python/truth.ts';
import type { Value } from '../python/value.ts';
import { filterBlocks, tasksOf } from './compile-play.ts';
import { handlersOf } from './handlers.ts';
import { isInclude } from './play-iterator.ts';
import type { PlayRun } from './play-run.ts';
import { failHost } from './batch-hosts.ts';

/** One file or role to include, for all hosts that asked for it with equal arguments. */
interface Inclusion {
  readonly task: Task;
  readonly target: string;
  readonly request: IncludeRequest;
  readonly hosts: string[];
  readonly outcomes: TaskOutcome[];
  readonly label: Value | undefined;
}

/**
 * Loads what include_tasks and include_role asked for and puts it before the next task of the hosts that asked. Equal
 * requests of several hosts are loaded once. A file that cannot be loaded fails those hosts.
 */
export function processIncludes(run: PlayRun, outcomes: readonly TaskOutcome[]): void {
  const inclusions = collectInclusions(run, outcomes);
  if (inclusions.length === 0) return;
  const blocksOf = new Map<string, Block[]>();
  const tasks: Task[] = [];
  const failed = new Set<string>();
  for (const inclusion of inclusions) {
    const blocks = load(run, inclusion);
    if (!blocks) {
      for (const host of inclusion.hosts) failed.add(host);
      continue;
    }
    tasks.push(...blocks.flatMap(tasksOf));
    for (const host of inclusion.hosts) blocksOf.set(host, [...(blocksOf.get(host) ?? []), ...blocks]);
  }
  // Fails each host only once: a second failure would fail the rescue that the first one began.
  for (const host of failed) {
    run.failed.add(host);
    failHost(run, host);
  }
  for (const [host, blocks] of blocksOf) run.iterator.cursor(host).insert(blocks, handlersOf);
  run.iterator.insertTasks(tasks);
}

function collectInclusions(run: PlayRun, outcomes: readonly TaskOutcome[]): Inclusion[] {
  const inclusions: Inclusion[] = [];
  for (const outcome of outcomes) {
    if (!isInclude(outcome.task)) continue;
    for (const item of outcome.items) {
      if (!item.include || isSkipped(item.result) || isFailed(item.result)) continue;
      const target =
        outcome.task.directive === 'include_role'
          ? item.include.target
          : findIncludedFile(item.include.target, outcome.task, run.services.playbooks);
      addInclusion(inclusions, outcome, target, item.include, item.remarks.item?.label);
    }
  }
  return inclusions;
}

function addInclusion(
  inclusions: Inclusion[],
  outcome: TaskOutcome,
  target: string,
  request: IncludeRequest,
  label: Value | undefined,
): void {
  const same = inclusions.find(
    (known) =>
      known.task === outcome.task &&
      known.target === target &&
      equals(known.request.args, request.args) &&
      equals(known.request.loopVariables, request.loopVariables) &&
      !known.hosts.includes(outcome.host),
  );
  if (same) {
    same.hosts.push(outcome.host);
    same.outcomes.push(outcome);
  } else
    inclusions.push({
      task: outcome.task,
      target,
      request,
      hosts: [outcome.host],
      outcomes: [outcome],
      label,
    });
}

function load(run: PlayRun, inclusion: Inclusion): Block[] | undefined {
  const { task, target, hosts } = inclusion;
  try {
    const loaded = [task.directive === 'include_role' ? loadRole(run, inclusion) : loadTasks(run, inclusion)];
    for (const host of hosts) run.statistics.count(host, 'ok');
    const view = viewOfInclusion(inclusion);
    run.emit({ kind: 'included', task: view, file: target, hosts: [...hosts], label: labelOf(inclusion) });
    if (!task.isHandler) return filterBlocks(loaded, run.filter);
    for (const handler of loaded.flatMap(handlersOf))
      for (const host of hosts) run.handlers.notify(handler, host);
    return loaded;
  } catch (error) {
    if (!(error instanceof MitorunError) || error.code === 'PARSER') throw error;
    failInclusion(run, inclusion, error);
    return undefined;
  }
}

/**
 * Returns the item's label for the message. Under no_log it says that it is hidden, even where there is no
 * item. A template for no_log counts as true.
 */
function labelOf({ task, outcomes: [first], label }: Inclusion): Value | undefined {
  const noLog = task.inherited('no_log') ?? false;
  if (noLog instanceof TemplateString || isTruthy(noLog)) return '(censored due to no_log)';
  return first?.isLoop === true ? label : undefined;
}

function viewOfInclusion(inclusion: Inclusion) {
  const [first] = inclusion.outcomes;
  if (!first) throw new Error('an inclusion has at least one outcome');
  return first.view;
}

/** The include task's place in the tree, with what its included tasks see of it: vars, apply, loop variables. */
function includeBlock(inclusion: Inclusion): Block {
  const { task, request } = inclusion;
  const vars = new Dict();
  const own = task.own('vars');
  if (own instanceof Dict) for (const [name, value] of own) vars.set(name, value);
  for (const [name, value] of request.loopVariables) vars.set(name, value);
  const keywords = new Map<string, Value>([['vars', vars]]);
  return new Block({ keywords, origin: task.origin, parent: task.parent, implicit: true, isInclude: true });
}

function loadTasks(run: PlayRun, inclusion: Inclusion): Block {
  const { task, request, target } = inclusion;
  // `apply` stays as written, because its templates belong to the included tasks. Its rendered value only
  // decides which hosts include the same.
  const apply = task.args.get('apply');
  const options = {
    parent: includeBlock(inclusion),
    target: request.target,
    content: run.context.content,
    isHandler: task.isHandler,
    ...(apply instanceof Dict ? { apply } : {}),
  };
  try {
    return loadIncludedTasks(target, options, run.services.playbooks);
  } catch (error) {
    if (!(error instanceof MitorunError) || error.code === 'PARSER') throw error;
    // As in Ansible, the outer message repeats the whole inner one.
    const message =
      error instanceof UnreadableFile
        ? `Could not find or access '${error.path}' on the Ansible Controller.`
        : joinedMessage(reportOf(error));
    throw new MitorunError(error.code, message, { cause: error });
  }
}

function loadRole(run: PlayRun, inclusion: Inclusion): Block {
  const { task, request } = inclusion;
  return loadIncludedRole(
    {
      name: request.target,
      origin: request.targetOrigin,
      args: request.args,
      parent: includeBlock(inclusion),
      content: run.context.content,
      task,
    },
    run.services.playbooks,
  );
}

function failInclusion(run: PlayRun, inclusion: Inclusion, error: MitorunError): void {
  const report = reportOf(error);
  run.emit({ kind: 'error', report });
  for (const outcome of inclusion.outcomes) {
    const { host, remarks, view: task } = outcome;
    const result = outcome.result.copy().set('failed', true).set('reason', joinedMessage(report));
    result.delete('include_args');
    run.statistics.count(host, 'failures');
    const items = remarksOfItems(outcome);
    run.emit({ kind: 'host-result', host, task, status: 'failed', result, remarks, items, ignored: false });
  }
}
