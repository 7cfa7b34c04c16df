import type { Span } from '../../events/span.ts';
import type { AgentHop } from './agent-hop.ts';
import type {
  CommandOutcome,
  CommandRun,
  FileSource,
  Hop,
  ModuleOutcome,
  ModuleRun,
  PutOptions,
  TargetFacts,
} from '../hop.ts';
import type { Route } from '../route/route.ts';
import { StaleSession } from './stale-session.ts';

/**
 * The limit of renewals. A new agent does not refuse its first request, so more than one renewal is only
 * needed where requests of other users come first.
 */
export const mostRenewals = 20;

interface Repetition {
  readonly order: number;
  repeat(): Promise<void>;
}

/**
 * Repeats one user's refused requests on new agents, one after the other: a file must be there before the
 * module that reads it, and it was sent without waiting for the reply. Refusals that come together are
 * repeated in the order of the requests.
 */
export class Repetitions {
  readonly #waiting: Repetition[] = [];
  #asked = 0;
  #last: Promise<unknown> | undefined;

  get areUnderWay(): boolean {
    return this.#last !== undefined || this.#waiting.length > 0;
  }

  /** The place of a request among all of this user's. */
  next(): number {
    return this.#asked++;
  }

  add<T>(order: number, repeat: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      // All frames that came together have been read by then.
      if (this.#waiting.length === 0) setImmediate(() => this.#begin());
      this.#waiting.push({ order, repeat: () => repeat().then(resolve, reject) });
    });
  }

  #begin(): void {
    for (const waiting of this.#waiting.splice(0).toSorted((a, b) => a.order - b.order)) {
      const own: Promise<void> = (this.#last ?? Promise.resolve()).then(() => waiting.repeat());
      this.#last = own;
      void own.then(() => {
        if (this.#last === own) this.#last = undefined;
      });
    }
  }
}

/**
 * A hop for one user. Sends a request again to a new agent of the same account, where the old agent refused
 * it as out of date.
 */
export class RenewedHop implements Hop {
  readonly #renew: (stale: AgentHop) => Promise<AgentHop>;
  readonly #repetitions: Repetitions;
  /** The user's. */
  readonly #span: Span;
  #agent: AgentHop;

  constructor(
    agent: AgentHop,
    span: Span,
    repetitions: Repetitions,
    renew: (stale: AgentHop) => Promise<AgentHop>,
  ) {
    this.#agent = agent;
    this.#span = span;
    this.#repetitions = repetitions;
    this.#renew = renew;
  }

  get route(): Route {
    return this.#agent.route;
  }
  get target(): TargetFacts {
    return this.#agent.target;
  }

  runModule(run: ModuleRun): Promise<ModuleOutcome> {
    return this.#inSession((agent) => agent.runModule(run, this.#span));
  }
  command(run: CommandRun): Promise<CommandOutcome> {
    return this.#inSession((agent) => agent.command(run, this.#span));
  }
  putFile(source: FileSource, path: string, options: PutOptions = {}): Promise<void> {
    return this.#inSession((agent) => agent.putFile(source, path, options, this.#span));
  }
  readFile(path: string, take: (piece: Buffer) => void): Promise<void> {
    return this.#inSession((agent) => agent.readFile(path, take, this.#span));
  }
  temporaryDirectory(places: readonly string[] = []): Promise<string> {
    return this.#inSession((agent) => agent.temporaryDirectory(places, this.#span));
  }
  remove(path: string): Promise<void> {
    return this.#agent.remove(path, this.#span);
  }

  async #inSession<T>(ask: (agent: AgentHop) => Promise<T>): Promise<T> {
    const agent = this.#agent;
    const order = this.#repetitions.next();
    if (!this.#repetitions.areUnderWay && !agent.isRetired) {
      try {
        return await ask(agent);
      } catch (error) {
        if (!(error instanceof StaleSession)) throw error;
        return await this.#repetitions.add(order, () => this.#again(ask, agent));
      }
    }
    return this.#repetitions.add(order, () => this.#again(ask, undefined));
  }

  async #again<T>(ask: (agent: AgentHop) => Promise<T>, refused: AgentHop | undefined): Promise<T> {
    let stale = refused;
    for (let renewals = 0; ; renewals++) {
      // Another request may have renewed it meanwhile.
      if (this.#agent === stale || this.#agent.isRetired) this.#agent = await this.#renew(this.#agent);
      try {
        return await ask(this.#agent);
      } catch (error) {
        if (!(error instanceof StaleSession) || renewals >= mostRenewals) throw error;
        stale = this.#agent;
      }
    }
  }
}
