import { randomUUID } from 'node:crypto';
import type { TaskView } from '../events/run-event.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import type { Task } from '../playbook/model.ts';
import { OMIT } from '../python/omit.ts';
import { str } from '../python/repr.ts';
import { isTruthy } from '../python/truth.ts';
import type { Templar } from '../template/templar.ts';
import { shortActionName } from '../actions/action-registry.ts';
import { markedText, type WarnOfTemplate } from './marked-text.ts';
import type { TaskKeywords } from './task-keywords.ts';
import { taskSource } from './task-source.ts';

/** The parts of a view that depend on the run rather than on the playbook. */
export interface ViewSettings {
  readonly playUuid: string;
  readonly checkMode: boolean;
  readonly diff: boolean;
  readonly noLog: boolean;
  /** Told of what is undefined in the task's name. */
  readonly warn?: WarnOfTemplate;
}

/** A task as the output shows it. A name that cannot be rendered is shown as written. */
export function taskView(
  task: Task,
  templar: Templar,
  keywords: TaskKeywords,
  settings: ViewSettings,
): TaskView {
  const noLog = quietly(() => keywords.boolean('no_log', settings.noLog), true);
  return {
    uuid: task.uuid,
    name: taskName(task, templar, settings.warn),
    action: actionText(task),
    args: noLog ? undefined : task.args,
    // A task that no file has stands where its play does.
    origin: task.origin?.excerpt === undefined ? task.origin : task.play?.origin,
    playUuid: settings.playUuid,
    role: task.role?.name,
    checkMode: quietly(() => keywords.boolean('check_mode', settings.checkMode), settings.checkMode),
    diff: quietly(() => keywords.boolean('diff', settings.diff), settings.diff),
    noLog,
    isLoop: isTruthy(task.loop?.terms ?? null),
    implicit: task.implicit,
    written: taskSource(task, () =>
      task.name === undefined || task.name === '' ? '' : ownName(task, templar, () => {}),
    ),
  };
}

/** `role : name`, or the action where the task has no name, as `Task.get_name()` gives it. */
export function taskName(task: Task, templar: Templar | undefined, warn: WarnOfTemplate = () => {}): string {
  if (typeof task.action === 'string' && shortActionName(task.action) === 'include_role')
    return includeRoleName(task, templar, warn);
  const role = task.role;
  const prefix = role ? `${role.collection === undefined ? '' : `${role.collection}.`}${role.name} : ` : '';
  return `${prefix}${ownName(task, templar, warn)}`;
}

/** An include_role shows the role that it includes, as written, and not the one that it stands in. */
function includeRoleName(task: Task, templar: Templar | undefined, warn: WarnOfTemplate): string {
  if (task.name !== undefined && task.name !== '') return ownName(task, templar, warn);
  return `${actionText(task)} : ${str(task.args.get('name') ?? task.args.get('role') ?? null)}`;
}

/** Names that have been shown: a task keeps the name that it had for the first host, of later batches too. */
const shownNames = new WeakMap<Task, string>();

function ownName(task: Task, templar: Templar | undefined, warn: WarnOfTemplate): string {
  if (task.name === undefined || task.name === '') return actionText(task);
  if (!templar || typeof task.name === 'string') return str(task.name);
  const name = task.name;
  const shown =
    shownNames.get(task) ??
    quietly(() => {
      const rendered = markedText(name, templar, warn);
      return rendered === OMIT || rendered === null || rendered === '' ? actionText(task) : str(rendered);
    }, str(name));
  shownNames.set(task, shown);
  return shown;
}

function actionText(task: Task): string {
  return str(task.action);
}

/** `meta: x` as a plain word, undefined for any other task. */
export function metaAction(task: Task): string | undefined {
  if (typeof task.action !== 'string' || shortActionName(task.action) !== 'meta') return undefined;
  const word = task.args.get('_raw_params');
  return word === undefined ? '' : str(word);
}

function quietly<T>(compute: () => T, otherwise: T): T {
  try {
    return compute();
  } catch (error) {
    if (error instanceof MitorunError) return otherwise;
    throw error;
  }
}

/** An identity for plays and tasks that are made at run time. */
export function newUuid(): string {
  return randomUUID();
}
