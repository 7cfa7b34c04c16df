import type { TaskView } from '../events/run-event.ts';

/** `debug`, whose result is shown as what it was asked to show. */
export function isDebug(task: TaskView): boolean {
  return /^(ansible\.(builtin|legacy)\.)?debug$/.test(task.action);
}

/** A dynamic include: it has no result of its own to show. */
export function isInclude(task: TaskView): boolean {
  return /^(ansible\.(builtin|legacy)\.)?include_(tasks|role)$/.test(task.action);
}

/** Modules that run a command line: minimal and oneline show their output as text. */
export function isCommand(task: TaskView): boolean {
  return /^((ansible\.(builtin|legacy)\.)?(command|shell|raw|win_command|win_shell)|ansible\.windows\.win_(command|shell))$/.test(
    task.action,
  );
}

export function isMeta(task: TaskView): boolean {
  return /^(ansible\.(builtin|legacy)\.)?meta$/.test(task.action);
}
