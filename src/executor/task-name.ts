import { MitorunError } from '../errors/mitorun-error.ts';
import type { Task } from '../playbook/model.ts';
import { OMIT } from '../python/omit.ts';
import { str } from '../python/repr.ts';
import type { TemplateString } from '../python/template-string.ts';
import type { Templar } from '../template/templar.ts';
import { markedText, type WarnOfTemplate } from './marked-text.ts';

/** The names of a run's tasks. A task keeps the name that it had for the first host, in later batches too. */
export class TaskNames {
  readonly #rendered = new WeakMap<Task, string>();

  /** The name as it was rendered; as it is written where nothing has rendered it yet. */
  current(task: Task): string | TemplateString | undefined {
    return this.#rendered.get(task) ?? task.name;
  }

  /** Gives a task the name that it keeps. */
  keep(task: Task, name: string): void {
    this.#rendered.set(task, name);
  }

  /**
   * `role : name`, or the action where the task has no name, as `Task.get_name()` gives it.
   * @param templar undefined: the current name, which may hold templates
   */
  full(task: Task, templar: Templar | undefined, warn: WarnOfTemplate = () => {}): string {
    if (task.directive === 'include_role') return this.#includeRole(task, templar, warn);
    const role = task.role;
    const prefix = role ? `${role.collection === undefined ? '' : `${role.collection}.`}${role.name} : ` : '';
    return `${prefix}${this.own(task, templar, warn)}`;
  }

  /** The name without the role. What cannot be rendered in it is marked, and warned of. */
  own(task: Task, templar: Templar | undefined, warn: WarnOfTemplate): string {
    const name = this.current(task);
    if (name === undefined || name === '') return actionText(task);
    if (!templar || typeof name === 'string') return str(name);
    const rendered = renderedOrWritten(task, name, templar, warn);
    this.keep(task, rendered);
    return rendered;
  }

  /** An include_role shows the role that it includes, as written, and not the one that it stands in. */
  #includeRole(task: Task, templar: Templar | undefined, warn: WarnOfTemplate): string {
    if (task.name !== undefined && task.name !== '') return this.own(task, templar, warn);
    return `${actionText(task)} : ${str(task.args.get('name') ?? task.args.get('role') ?? null)}`;
  }
}

function renderedOrWritten(task: Task, name: TemplateString, templar: Templar, warn: WarnOfTemplate): string {
  try {
    const rendered = markedText(name, templar, warn);
    return rendered === OMIT || rendered === null || rendered === '' ? actionText(task) : str(rendered);
  } catch (error) {
    if (error instanceof MitorunError) return str(name);
    throw error;
  }
}

/** The action as it was written. */
export function actionText(task: Task): string {
  return str(task.action);
}
