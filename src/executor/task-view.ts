import { randomUUID } from 'node:crypto';
import type { TaskView } from '../events/run-event.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import type { Task } from '../playbook/model.ts';
import { str } from '../python/repr.ts';
import { isTruthy } from '../python/truth.ts';
import type { Templar } from '../template/templar.ts';
import type { WarnOfTemplate } from './marked-text.ts';
import type { TaskKeywords } from './task-keywords.ts';
import { actionText, type TaskNames } from './task-name.ts';
import { taskSource } from './task-source.ts';

/** The parts of a view that depend on the run rather than on the playbook. */
export interface ViewSettings {
  readonly playUuid: string;
  readonly names: TaskNames;
  readonly checkMode: boolean;
  readonly diff: boolean;
  /** Called with a warning about what is undefined in the task's name. */
  readonly warn?: WarnOfTemplate;
}

/** A task as the output shows it. A name that cannot be rendered is shown as written. */
export function taskView(
  task: Task,
  templar: Templar,
  keywords: TaskKeywords,
  settings: ViewSettings,
): TaskView {
  const noLog = quietly(() => keywords.boolean('no_log'), true);
  return {
    uuid: task.uuid,
    name: settings.names.full(task, templar, settings.warn),
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
    hasLoop: task.loop !== undefined,
    implicit: task.implicit,
    written: taskSource(task, () =>
      task.name === undefined || task.name === '' ? '' : settings.names.own(task, templar, () => {}),
    ),
  };
}

/** `meta: x` as a plain word, undefined for any other task. */
export function metaAction(task: Task): string | undefined {
  if (task.directive !== 'meta') return undefined;
  const word = task.args.get('_raw_params');
  return word === undefined ? '' : str(word);
}

/** An identity for plays and tasks that are made at run time. */
export function newUuid(): string {
  return randomUUID();
}

function quietly<T>(compute: () => T, otherwise: T): T {
  try {
    return compute();
  } catch (error) {
    if (error instanceof MitorunError) return otherwise;
    throw error;
  }
}
