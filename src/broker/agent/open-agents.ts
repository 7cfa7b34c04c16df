import { agentKey, loginKey, machineKey, machineKeys, rootKey } from '../route/key.ts';
import type { Route } from '../route/route.ts';
import { stepWork } from '../steps/index.ts';
import type { AgentHop } from './agent-hop.ts';
import type { AgentTree } from './tree.ts';
import { RetiredAgents } from './retired-agents.ts';

interface OpenAgent {
  readonly login: string;
  readonly root: string;
  /** The keys of all machines on the way. */
  readonly machines: readonly string[];
  readonly opening: Promise<AgentHop>;
  /** Once it is there. */
  agent?: AgentHop;
}

/** The open agents by route, and their trees by root. */
export class OpenAgents {
  readonly retired = new RetiredAgents();
  readonly #agents = new Map<string, OpenAgent>();
  /** An SSH login may have an agent for each Python that is asked for. */
  readonly #trees = new Map<string, Set<AgentTree>>();

  /** Finds the agent at the end of this route; calls `make` where there is none. */
  find(route: Route, make: () => Promise<AgentHop>): Promise<AgentHop> {
    const key = agentKey(route);
    const known = this.#agents.get(key);
    if (known !== undefined) return known.opening;
    const opening = make();
    const open: OpenAgent = {
      login: loginKey(route.carrier),
      root: rootKey(route),
      machines: machineKeys(route),
      opening,
    };
    this.#agents.set(key, open);
    const forget = () => this.#forget(key, opening);
    opening.then((agent) => {
      open.agent = agent;
      void agent.lost.then(forget);
    }, forget);
    return opening;
  }

  isKnown(route: Route, opening: Promise<AgentHop>): boolean {
    return this.#agents.get(agentKey(route))?.opening === opening;
  }

  forget(route: Route, opening: Promise<AgentHop>): void {
    this.#forget(agentKey(route), opening);
  }

  /** Whether agents other than the one of this route speak over its carrier's connection. */
  hasOthers(route: Route): boolean {
    const [key, login] = [agentKey(route), loginKey(route.carrier)];
    return [...this.#agents].some(([other, open]) => other !== key && open.login === login);
  }

  /** Takes this agent and those behind it out of the list. They end when their users have ended. */
  retire(stale: AgentHop): void {
    for (const [key, { agent }] of this.#agents) {
      if (agent?.isBehind(stale) !== true) continue;
      agent.isRetired = true;
      this.#agents.delete(key);
    }
    this.retired.add(stale);
  }

  /** Ends the agents on the machine where the route ends, and those on machines behind it. */
  async endMachine(route: Route): Promise<void> {
    const machine = machineKey(route);
    await this.#endThose(
      ({ machines }) => machines.includes(machine),
      () => true,
    );
    await this.retired.endThose((agent) => machineKeys(agent.route).includes(machine));
  }

  /** Ends the agents that became this account on the machine where the route ends. */
  async endAccount(route: Route, account: string): Promise<void> {
    const machine = machineKey(route);
    await this.#endThose(
      ({ machines }) => machines.at(-1) === machine,
      (agent) => isIn(agent, account),
    );
    await this.retired.endThose((agent) => machineKey(agent.route) === machine && isIn(agent, account));
  }

  async #endThose(
    isMeant: (open: OpenAgent) => boolean,
    isMeantWhenThere: (agent: AgentHop) => boolean,
  ): Promise<void> {
    const meant = [...this.#agents].filter(([, open]) => isMeant(open));
    for (const [key, open] of meant) {
      const agent = await open.opening.catch(() => undefined);
      if (agent === undefined || !isMeantWhenThere(agent)) continue;
      this.#forget(key, open.opening);
      await agent.end();
    }
  }

  /** Remembers a tree for as long as it is there. */
  addTree(root: string, tree: AgentTree): void {
    const trees = this.#trees.get(root) ?? new Set();
    this.#trees.set(root, trees.add(tree));
    void tree.ended.then(() => trees.delete(tree));
  }

  /** Forgets the agents on this root. Returns the root's trees. */
  forgetRoot(root: string): AgentTree[] {
    for (const [key, open] of this.#agents) if (open.root === root) this.#agents.delete(key);
    const trees = [...(this.#trees.get(root) ?? [])];
    this.#trees.delete(root);
    return trees;
  }

  /** Forgets the agents of all roots. Returns all trees. */
  forgetAll(): AgentTree[] {
    this.#agents.clear();
    const trees = [...this.#trees.values()].flatMap((some) => [...some]);
    this.#trees.clear();
    return trees;
  }

  #forget(key: string, opening: Promise<AgentHop>): void {
    if (this.#agents.get(key)?.opening === opening) this.#agents.delete(key);
  }
}

/** Whether this agent runs in the account because of a change of account. An agent of a login stays. */
function isIn({ route, target }: AgentHop, account: string): boolean {
  const step = route.steps.at(-1);
  return step !== undefined && !stepWork(step).changesMachine && target.user === account;
}
