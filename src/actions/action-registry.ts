import type { Action } from './action.ts';

/** The actions that mitorun carries out itself, by short name. What is not here is a module and runs as one. */
export class ActionRegistry {
  readonly #actions = new Map<string, () => Promise<Action>>();

  /** @param load imports the action when a task first uses it */
  add(name: string, load: () => Promise<Action>): this {
    this.#actions.set(name, load);
    return this;
  }
  has(name: string): boolean {
    return this.#actions.has(shortActionName(name));
  }
  async find(name: string): Promise<Action | undefined> {
    return this.#actions.get(shortActionName(name))?.();
  }
}

/** `ansible.builtin.copy` and `ansible.legacy.copy` are `copy`; other collections keep their full name. */
export function shortActionName(name: string): string {
  return name.replace(/^ansible\.(builtin|legacy)\./, '');
}
