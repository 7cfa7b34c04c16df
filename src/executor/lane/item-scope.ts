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

/** What is true now, before it is known where the item runs. */
export async function openScope(item: Item): Promise<ItemScope> {
  return inJob(item, () => ownScope(item));
}

/** The same for an item that is delegated: it sees the delegate's variables too. */
export async function delegatedScope(item: Item, delegate: string): Promise<ItemScope> {
  return inJob(item, () => scopeWithDelegate(item, delegate));
}

/**
 * What is true when it is first read, for an item whose `before` was read earlier; to be read in a job. Keywords that have been
 * rendered keep their values: most items need nothing else, and nothing is made for them.
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

/** Vars plug-ins may have to be asked for variables, and names of `vars_files` be rendered. */
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
