import type { AgentHop } from './agent-hop.ts';
import type { AgentTree } from './tree.ts';
import type { ConnectionUse } from '../hop.ts';

/**
 * Agents that nobody finds any more, because their session is out of date. Each ends as soon as those have ended who had
 * begun to work with its connection: they may have files in its temporary directory, or a step that runs.
 */
export class RetiredAgents {
  readonly #uses = new WeakMap<AgentTree, Set<Promise<unknown>>>();
  readonly #agents = new Set<AgentHop>();

  /** Somebody has begun to work with agents of this connection. */
  note(tree: AgentTree, { ended }: Pick<ConnectionUse, 'ended'>): void {
    const uses = this.#uses.get(tree) ?? new Set();
    if (uses.has(ended)) return;
    this.#uses.set(tree, uses.add(ended));
    const forget = (): void => void uses.delete(ended);
    ended.then(forget, forget);
  }

  add(agent: AgentHop): void {
    if (this.#agents.has(agent)) return;
    agent.isRetired = true;
    this.#agents.add(agent);
    const uses = [...(this.#uses.get(agent.tree) ?? [])];
    void Promise.allSettled(uses).then(() => this.#end(agent));
  }

  /** Ends those that somebody means now. */
  async endThose(isMeant: (agent: AgentHop) => boolean): Promise<void> {
    await Promise.all([...this.#agents].filter(isMeant).map((agent) => this.#end(agent)));
  }

  async #end(agent: AgentHop): Promise<void> {
    if (!this.#agents.delete(agent)) return;
    if (agent.parent === undefined) agent.tree.close();
    else await agent.end();
  }
}
