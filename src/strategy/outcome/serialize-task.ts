import type { TaskOutcome } from '../../executor/task-outcome.ts';
import { TaskKeywords } from '../../executor/task-keywords.ts';
import { newUuid } from '../../executor/task-view.ts';
import type { TaskView } from '../../events/run-event.ts';
import { MitorunError } from '../../errors/mitorun-error.ts';
import type { Task } from '../../playbook/model.ts';
import { loopControlDefault, loopControlKeywords } from '../../playbook/keywords/tasks.ts';
import { effectiveTags } from '../../playbook/tags.ts';
import { shortName } from '../../parsing/builtin-name.ts';
import { Dict } from '../../python/dict.ts';
import { OMIT } from '../../python/omit.ts';
import { TemplateString } from '../../python/template-string.ts';
import type { Value } from '../../python/value.ts';
import type { Templar } from '../../template/templar.ts';
import { templarFor, type PlayRun } from '../play-run.ts';

/** Keywords that are shown as they are for the host. */
const shownKeywords: readonly string[] = [
  'any_errors_fatal',
  'become',
  'become_exe',
  'become_flags',
  'become_user',
  'check_mode',
  'debugger',
  'delegate_facts',
  'delegate_to',
  'diff',
  'ignore_errors',
  'ignore_unreachable',
  'no_log',
  'notify',
  'poll',
  'port',
  'register',
  'remote_user',
  'retries',
  'run_once',
  'throttle',
  'timeout',
  'delay',
];

/**
 * Makes `ansible_failed_task`, the task as a rescue may read it: every keyword with its value for the failed
 * host (Ansible's `Task.serialize`), and the arguments that the task had. A value that needs its loop stays a
 * template, and so does one that would call a lookup again: it is rendered when it is read.
 */
export function serializeTask(run: PlayRun, outcome: TaskOutcome): Dict {
  return run.services.engine.jobs.withoutCalls(() => serialized(run, outcome));
}

function serialized(run: PlayRun, { task, host, view, isLoop, items }: TaskOutcome): Dict {
  const used = isLoop ? undefined : items[0];
  const templar = templarFor(run, host, task);
  const keywords = used?.keywords ?? new TaskKeywords(task, templar, run.services.setting);
  const { services } = run;
  const shown = new Dict();
  for (const keyword of shownKeywords)
    shown.set(keyword, renderedKeyword(keywords, keyword, templar) ?? null);
  shown.set('become', shown.get('become') ?? false);
  shown.set('check_mode', view.checkMode);
  shown.set('diff', view.diff);
  shown.set(
    'connection',
    renderedKeyword(keywords, 'connection', templar) ?? services.setting('DEFAULT_TRANSPORT') ?? 'ssh',
  );
  const method = renderedKeyword(keywords, 'become_method', templar);
  shown.set('become_method', method ?? services.setting('DEFAULT_BECOME_METHOD') ?? 'sudo');
  for (const keyword of ['changed_when', 'failed_when', 'until'])
    shown.set(keyword, asWritten(task.own(keyword) ?? []));
  shown.set('when', asWritten(task.collected('when').flat()));
  for (const keyword of ['environment', 'module_defaults'])
    shown.set(keyword, rendered(task.collected(keyword).flat(), templar));
  shown.set('collections', task.inherited('collections') ?? []);
  const seconds = renderedKeyword(keywords, 'async', templar) ?? 0;
  shown.set('async', seconds).set('async_val', seconds);
  shown.set(
    'tags',
    effectiveTags(task, (tag) => rendered(tag, templar)),
  );
  shown.set('vars', rendered(task.own('vars') ?? new Dict(), templar));
  shown.set('loop', rendered(task.loop?.terms ?? null, templar));
  shown.set('loop_with', task.loop?.lookup ?? null);
  shown.set('loop_control', loopControl(task, templar));
  shown.set('name', task.name === undefined ? '' : ownName(view));
  shown.set('action', view.action);
  shown.set('_resolved_action', `ansible.builtin.${shortName(view.action)}`);
  if (view.action.split('.').length > 2) shown.set('_resolved_action', view.action);
  shown.set('args', used?.args ?? rendered(task.args, templar));
  shown.set('uuid', task.uuid).set('finalized', true).set('squashed', true);
  return shown;
}

function loopControl(task: Task, templar: Templar): Dict {
  const written = task.own('loop_control');
  const shown = new Dict(
    loopControlKeywords
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .map(({ name }) => [name, loopControlDefault(name) ?? null]),
  );
  if (written instanceof Dict)
    for (const [name, value] of written)
      shown.set(name, name === 'break_when' ? asWritten(value) : rendered(value, templar));
  return shown.set('finalized', true).set('squashed', false).set('uuid', newUuid());
}

function renderedKeyword(keywords: TaskKeywords, keyword: string, templar: Templar): Value | undefined {
  const written = keywords.raw(keyword);
  if (written === undefined || written === null) return undefined;
  const value = keywords.kept(keyword) ?? rendered(written, templar);
  return value === OMIT ? undefined : value;
}

/** Conditions are no templates: they are shown as the text that they are. */
function asWritten(conditions: Value): Value {
  const list = Array.isArray(conditions) ? conditions : [conditions];
  return list.map((condition) => (condition instanceof TemplateString ? condition.source : condition));
}

function rendered(value: Value, templar: Templar): Value {
  try {
    return templar.render(value);
  } catch (error) {
    if (error instanceof MitorunError) return value;
    throw error;
  }
}

/** The rendered name without the role before it. */
function ownName({ name, role }: TaskView): string {
  const at = role === undefined ? -1 : name.indexOf(`${role} : `);
  return at < 0 || role === undefined ? name : name.slice(at + role.length + ' : '.length);
}
