import { shortName } from '../parsing/builtin-name.ts';
import type { Action } from './action.ts';

/** Gives actions that are carried out elsewhere (the user's plug-ins in Python), where they come before mitorun's own. */
interface ActionResolver {
  find(name: string, hasOwn: boolean, collections: readonly string[]): Action | undefined;
}

/** The actions that mitorun carries out itself, by short name. What is not here is a module and runs as one. */
export class ActionRegistry {
  readonly #actions = new Map<string, () => Promise<Action>>();
  #elsewhere: ActionResolver | undefined;

  /** @param load imports the action when a task first uses it */
  add(name: string, load: () => Promise<Action>): this {
    this.#actions.set(name, load);
    return this;
  }
  /** @param resolver has the last word on every name */
  useResolver(resolver: ActionResolver): this {
    this.#elsewhere = resolver;
    return this;
  }
  has(name: string): boolean {
    const hasOwn = this.#actions.has(shortName(name));
    return hasOwn || this.#elsewhere?.find(name, hasOwn, []) !== undefined;
  }
  /** @param collections where a short name is looked for first */
  async find(name: string, collections: readonly string[]): Promise<Action | undefined> {
    const own = this.#actions.get(shortName(name));
    return this.#elsewhere?.find(name, own !== undefined, collections) ?? own?.();
  }
}
