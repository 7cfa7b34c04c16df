import { MitorunError } from '../errors/mitorun-error.ts';
import type { TaskNames } from '../executor/task-name.ts';
import { type Block, Task, type PlayContent } from '../playbook/model.ts';
import { OMIT } from '../python/omit.ts';
import { str } from '../python/repr.ts';
import { omittedScalar } from '../template/omitted-scalar.ts';
import type { Templar } from '../template/templar.ts';

/** The handlers of a play: finding them by the names and topics that tasks notify, and who has been notified. */
export class Handlers {
  readonly #content: PlayContent;
  readonly #templar: (handler: Task) => Templar;
  readonly #names: TaskNames;
  readonly #warn: (message: string) => void;
  readonly #kept = new Map<string, Set<string>>();
  readonly #notified = new Map<Task, Set<string>>();

  /** @param templar over a handler's own variables (its role's, its `vars`), for names with templates; no host's are among them */
  constructor(
    content: PlayContent,
    names: TaskNames,
    templar: (handler: Task) => Templar,
    warn: (message: string) => void,
  ) {
    this.#content = content;
    this.#names = names;
    this.#templar = templar;
    this.#warn = warn;
  }

  /** All of them in the order in which they run. */
  list(): Task[] {
    return this.#content.handlers.flatMap(handlersOf);
  }

  /**
   * Finds the handlers for a notification: the handler of that name, and all handlers that listen to it.
   * Where several have the name, the first one in the list that was loaded last counts
   * (`search_handlers_by_notification`).
   */
  *matching(notification: string): IterableIterator<Task> {
    const handlers = this.#content.handlers.toReversed().flatMap(handlersOf);
    for (const handler of handlers) {
      if (this.#answersTo(handler, notification)) {
        yield handler;
        break;
      }
    }
    const seen = new Set<string>();
    for (const handler of handlers) {
      if (!this.#topics(handler).includes(notification)) continue;
      // A name that nothing has rendered yet counts as it is written, as in Ansible.
      const name = str(this.#names.current(handler) ?? '');
      if (name !== '' && seen.has(name)) continue;
      seen.add(name);
      yield handler;
    }
  }

  /** Keeps a host's notification until its handlers are flushed. */
  keep(host: string, topic: string): void {
    const topics = this.#kept.get(host) ?? new Set();
    this.#kept.set(host, topics.add(topic));
  }
  /** What a host has notified since its last flush, in order. */
  kept(host: string): readonly string[] {
    return [...(this.#kept.get(host) ?? [])];
  }
  forgetKept(host: string): void {
    this.#kept.delete(host);
  }

  /** True where the host had not been notified for it yet. */
  notify(handler: Task, host: string): boolean {
    let hosts = this.#notified.get(handler);
    if (!hosts) {
      hosts = new Set();
      this.#notified.set(handler, hosts);
    }
    if (hosts.has(host)) return false;
    hosts.add(host);
    return true;
  }
  isNotified(handler: Task, host: string): boolean {
    return this.#notified.get(handler)?.has(host) ?? false;
  }
  /**
   * Forgets a notification once the handler was given to this host, or to the one host that runs it for all.
   */
  clear(handler: Task, host?: string): void {
    if (host === undefined) this.#notified.delete(handler);
    else this.#notified.get(handler)?.delete(host);
  }
  get anyNotified(): boolean {
    for (const hosts of this.#notified.values()) if (hosts.size > 0) return true;
    return false;
  }

  #answersTo(handler: Task, notification: string): boolean {
    const name = this.#name(handler);
    if (name === undefined) return false;
    const role = handler.role;
    if (notification === name || !role) return notification === name;
    if (notification === `${role.name} : ${name}`) return true;
    return role.collection !== undefined && notification === `${role.collection}.${role.name} : ${name}`;
  }

  /** Renders the name again where that failed before: a public role may have brought the variable since. */
  #name(handler: Task): string | undefined {
    const name = this.#names.current(handler);
    if (name === undefined || name === '') return undefined;
    if (typeof name === 'string') return name;
    try {
      const rendered = this.#templar(handler).render(name);
      if (rendered === OMIT) throw omittedScalar(undefined);
      this.#names.keep(handler, str(rendered));
      return str(rendered);
    } catch (error) {
      if (!(error instanceof MitorunError)) throw error;
      if (this.#topics(handler).length === 0) {
        this.#warn(
          `Handler '${str(name)}' is unusable because it has no listen topics and the name could not be ` +
            `templated (host-specific variables are not supported in handler names). The error: ${error.message}`,
        );
      }
      return undefined;
    }
  }

  /** As written: topics are never rendered. */
  #topics(handler: Task): string[] {
    const listen = handler.own('listen');
    if (listen === undefined || listen === null) return [];
    return (Array.isArray(listen) ? listen : [listen]).map(str);
  }
}

/** The handlers of a block and the blocks in it, in order. */
export function handlersOf(block: Block): Task[] {
  return block.block.flatMap((entry) => (entry instanceof Task ? [entry] : handlersOf(entry)));
}
