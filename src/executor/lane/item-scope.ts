import { Dict } from '../../python/dict.ts';
import type { Templar } from '../../template/templar.ts';
import { namespacedFacts } from '../../vars/fact-names.ts';
import type { LayeredVariables } from '../../vars/layered-variables.ts';
import type { Answer } from '../../actions/answer.ts';
import { markDeprecated, markedFacts } from '../../actions/module-run/deprecated-members.ts';
import { withInternalKeys } from '../../events/internal-keys.ts';
import { withDelegate } from '../delegation.ts';
import { TaskKeywords } from '../task-keywords.ts';
import type { Item } from './item.ts';

/** What a phase reads: an item's variables at one moment, what renders them, and the task's keywords. */
export interface ItemScope {
  readonly variables: LayeredVariables;
  readonly templar: Templar;
  readonly keywords: TaskKeywords;
  /** The host that the task is delegated to. */
  readonly delegatedTo: string | undefined;
}

/** Opens a scope with the variables as they are now, for an item whose delegate is not known yet. */
export async function openScope(item: Item): Promise<ItemScope> {
  return inJob(item, () => ownScope(item));
}

/** Opens the scope of a delegated item, which sees the delegate's variables too. */
export async function delegatedScope(item: Item, delegate: string): Promise<ItemScope> {
  return inJob(item, () => scopeWithDelegate(item, delegate));
}

/**
 * A scope that reads the variables anew, at its first use, for an item whose `before` is older. Use it in a
 * job. Keywords that were rendered keep their values. Most items read nothing else, so no scope is made for
 * them.
 */
export function renewedScope(item: Item, before: ItemScope): ItemScope {
  return new RenewedScope(item, before);
}

class RenewedScope implements ItemScope {
  readonly keywords: TaskKeywords;
  readonly delegatedTo: string | undefined;
  readonly #item: Item;
  #now: ItemScope | undefined;

  constructor(item: Item, { keywords, delegatedTo }: ItemScope) {
    this.#item = item;
    this.delegatedTo = delegatedTo;
    this.keywords = keywords.readingFrom(() => this.templar);
  }
  get variables(): LayeredVariables {
    return this.#scope.variables;
  }
  get templar(): Templar {
    return this.#scope.templar;
  }
  get #scope(): ItemScope {
    const { delegatedTo } = this;
    this.#now ??=
      delegatedTo === undefined ? ownScope(this.#item) : scopeWithDelegate(this.#item, delegatedTo);
    return this.#now;
  }
}

/** Runs in a job, because reading variables may wait for vars plug-ins or for names of `vars_files`. */
export function inJob<T>({ running }: Item, job: () => T): T | Promise<T> {
  return running.services.engine.jobs.run(job);
}

function ownScope(item: Item): ItemScope {
  return scopeOver(item, item.variables(), undefined);
}

function scopeWithDelegate(item: Item, delegate: string): ItemScope {
  return scopeOver(item, withDelegate(item.variables(), item.running, delegate, item.loop), delegate);
}

function scopeOver(item: Item, variables: LayeredVariables, delegatedTo: string | undefined): ItemScope {
  const { scope, task, services } = item.running;
  const templar = scope.templar(variables, task, item.messages.noteDeprecation);
  return { variables, templar, keywords: new TaskKeywords(task, templar, services.setting), delegatedTo };
}

/** Renders with an answer among the variables, for `until`, `changed_when` and `failed_when`. */
export function templarWithResult(item: Item, now: ItemScope, { data, remarks }: Answer): Templar {
  const { task, scope } = item.running;
  const above = new Dict();
  const register = task.own('register');
  if (typeof register === 'string')
    above.set(register, markDeprecated(withInternalKeys(data, remarks), remarks.deprecatedMembers));
  const facts = markedFacts({ result: data, remarks });
  if (facts instanceof Dict) {
    for (const [name, value] of facts) above.set(name, value);
    const known = now.variables.get('ansible_facts');
    const merged = known instanceof Dict ? known.copy() : new Dict();
    for (const [name, value] of namespacedFacts(facts)) merged.set(name, value);
    above.set('ansible_facts', merged);
  }
  if (above.size === 0) return now.templar;
  return scope.templar(now.variables.with(above), task, item.messages.noteDeprecation);
}
