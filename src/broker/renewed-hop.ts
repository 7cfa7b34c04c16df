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
} from './hop.ts';
import type { HopPath } from './hop-path.ts';
import { StaleSession } from './stale-session.ts';

/** An agent does not refuse the first request, so more are only needed where others' requests come first. */
export const mostRenewals = 20;

/** A hop as one user has it: a request that its agent refuses as out of date goes to a new one of the same account. */
export class RenewedHop implements Hop {
  readonly #renew: (stale: AgentHop) => Promise<AgentHop>;
  #agent: AgentHop;
  #renewal: Promise<void> | undefined;

  constructor(agent: AgentHop, renew: (stale: AgentHop) => Promise<AgentHop>) {
    this.#agent = agent;
    this.#renew = renew;
  }

  get path(): HopPath {
    return this.#agent.path;
  }
  get target(): TargetFacts {
    return this.#agent.target;
  }

  runModule(run: ModuleRun): Promise<ModuleOutcome> {
    return this.#inSession((agent) => agent.runModule(run));
  }
  command(run: CommandRun): Promise<CommandOutcome> {
    return this.#inSession((agent) => agent.command(run));
  }
  putFile(source: FileSource, path: string, options?: PutOptions): Promise<void> {
    return this.#inSession((agent) => agent.putFile(source, path, options));
  }
  readFile(path: string, take: (piece: Buffer) => void): Promise<void> {
    return this.#inSession((agent) => agent.readFile(path, take));
  }
  temporaryDirectory(places?: readonly string[]): Promise<string> {
    return this.#inSession((agent) => agent.temporaryDirectory(places));
  }
  remove(path: string): Promise<void> {
    return this.#agent.remove(path);
  }

  /** What was asked one after the other is asked again in that order, since all wait for the same renewal. */
  async #inSession<T>(ask: (agent: AgentHop) => Promise<T>): Promise<T> {
    for (let renewals = 0; ; renewals++) {
      const agent = this.#agent;
      try {
        return await ask(agent);
      } catch (error) {
        if (!(error instanceof StaleSession) || renewals >= mostRenewals) throw error;
        if (agent === this.#agent) this.#renewal ??= this.#replace(agent);
        await this.#renewal;
      }
    }
  }

  async #replace(stale: AgentHop): Promise<void> {
    try {
      this.#agent = await this.#renew(stale);
    } finally {
      this.#renewal = undefined;
    }
  }
}
