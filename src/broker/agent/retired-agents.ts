import type { AgentHop } from './agent-hop.ts';
import type { AgentTree } from './tree.ts';
import type { ConnectionUse } from '../hop.ts';

/**
 * Agents that get no new users, because their session is out of date. Each ends as soon as its users have
 * ended: until then they may have files in its temporary directory, or a step that runs.
 */
export class RetiredAgents {
  readonly #uses = new WeakMap<AgentTree, Set<Promise<unknown>>>();
  readonly #agents = new Set<AgentHop>();

  /** Notes a new user of this connection's agents. */
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

  /** Ends at once the agents that `isMeant` selects. */
  async endThose(isMeant: (agent: AgentHop) => boolean): Promise<void> {
    await Promise.all([...this.#agents].filter(isMeant).map((agent) => this.#end(agent)));
  }

  async #end(agent: AgentHop): Promise<void> {
    if (!this.#agents.delete(agent)) return;
    if (agent.parent === undefined) agent.tree.close();
    else await agent.end();
  }
}
