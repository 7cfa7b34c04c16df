import { shortName } from '../parsing/builtin-name.ts';
import type { TaskView } from '../events/run-event.ts';

const commands: ReadonlySet<string> = new Set(
  'command shell raw win_command win_shell ansible.windows.win_command ansible.windows.win_shell'.split(' '),
);

/** `debug`, whose result is shown as what it was asked to show. */
export function isDebug(task: TaskView): boolean {
  return shortName(task.action) === 'debug';
}

/** A dynamic include: it has no result of its own to show. */
export function isInclude(task: TaskView): boolean {
  return ['include_tasks', 'include_role'].includes(shortName(task.action));
}

/** Modules that run a command line: minimal and oneline show their output as text. */
export function isCommand(task: TaskView): boolean {
  return commands.has(shortName(task.action));
}

export function isMeta(task: TaskView): boolean {
  return shortName(task.action) === 'meta';
}
