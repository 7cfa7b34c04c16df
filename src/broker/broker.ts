import { MitorunError } from '../errors/mitorun-error.ts';
import { EventStream } from '../events/event-stream.ts';
import type { Span } from '../events/span.ts';
import { setMaxListeners } from 'node:events';
import { AgentHop } from './agent/agent-hop.ts';
import { OpenAgents } from './agent/open-agents.ts';
import { mostRenewals, RenewedHop, Repetitions } from './agent/renewed-hop.ts';
import { StaleSession } from './agent/stale-session.ts';
import { startByStep } from './agent/start-by-step.ts';
import { startOnConnection } from './agent/start-on-connection.ts';
import { targetFacts } from './agent/target-facts.ts';
import type { AgentTree } from './agent/tree.ts';
import { UploadShares } from './agent/upload-shares.ts';
import { awaitEnds } from './await-ends.ts';
import { emitFailure, emitNoReply } from './emit-failure.ts';
import { endedBy } from './ending.ts';
import { type DescriptorGauge, processDescriptors } from './connections/descriptors.ts';
import { type Carriers, Logins } from './connections/logins.ts';
import { ConnectionPlaces, type Place } from './connections/places.ts';
import type { AgentTimeouts, Broker, CommandOutcome, ConnectionUse, Hop, RawOptions } from './hop.ts';
import { runRaw } from './raw-command.ts';
import { describeRoute } from './route/describe.ts';
import { agentKey, loginKey, machineKey, rootKey } from './route/key.ts';
import { type Route, withoutLastStep } from './route/route.ts';

export interface BrokerOptions {
  readonly carriers: Carriers;
  /** The run's span, for events that belong to no asker. Without it those events are dropped. */
  readonly span?: Span;
  readonly agentTimeouts?: Partial<AgentTimeouts>;
  /** Called once where connections have to be closed because descriptors are short. */
  readonly warn?: (message: string) => void;
  /** Instead of this process's own. */
  readonly descriptors?: () => DescriptorGauge;
}

const defaultTimeouts: AgentTimeouts = { bootstrap: 60_000, become: 12_000, close: 2000 };

export function createBroker(options: BrokerOptions): Broker {
  return new AgentBroker(options);
}

/** Milliseconds that agents get to end, once the end of the whole run is waited for. */
const hurriedClose = 400;

class AgentBroker implements Broker {
  readonly #timeouts: AgentTimeouts;
  readonly #logins: Logins;
  readonly #agents = new OpenAgents();
  readonly #repetitions = new WeakMap<ConnectionUse, Repetitions>();
  readonly #uploads = new UploadShares();
  /**
   * Errors of machines that broke the protocol while no request waited. The machine's next user gets its
   * error.
   */
  readonly #untold = new Map<string, MitorunError>();
  /** Connections that are being ended because of what their machine sent. */
  readonly #discarded = new Set<Promise<void>>();
  readonly #closing = new AbortController();
  readonly #span: Span;
  /** The use of a caller that does not say when it ends. */
  readonly #freeOfUse: ConnectionUse;

  constructor(options: BrokerOptions) {
    this.#span = options.span ?? new EventStream().open();
    this.#freeOfUse = { ended: Promise.resolve(), span: this.#span };
    this.#timeouts = { ...defaultTimeouts, ...options.agentTimeouts };
    this.#logins = new Logins({
      carriers: options.carriers,
      places: new ConnectionPlaces(
        options.descriptors ?? processDescriptors,
        options.warn ?? (() => undefined),
      ),
      closing: this.#closing.signal,
      end: (root) => this.#end(root),
    });
    // Every connection that is being opened listens.
    setMaxListeners(0, this.#closing.signal);
  }

  async hop(route: Route, use: ConnectionUse = this.#freeOfUse): Promise<Hop> {
    const agent = await this.#usedAgent(route, use);
    const repetitions = this.#repetitions.get(use) ?? new Repetitions();
    if (use !== this.#freeOfUse) this.#repetitions.set(use, repetitions);
    return new RenewedHop(agent, use.span, repetitions, (stale) => {
      this.#agents.retire(stale);
      return this.#usedAgent(route, use);
    });
  }

  async raw(route: Route, command: string, options: RawOptions = {}): Promise<CommandOutcome> {
    const asker = options.span ?? this.#span;
    const where = describeRoute(route);
    return asker.within('request', 'raw', async (span) => {
      span.emit({ kind: 'raw-command', where, bytes: Buffer.byteLength(command) });
      try {
        const outcome = await this.#raw(route, command, { ...options, span });
        const bytes = outcome.stdout.length + outcome.stderr.length;
        span.emit({ kind: 'reply', where, bytes, failure: undefined });
        return outcome;
      } catch (error) {
        emitNoReply(span, where, error);
        throw error;
      }
    });
  }

  async #raw(
    route: Route,
    command: string,
    options: RawOptions & { readonly span: Span },
  ): Promise<CommandOutcome> {
    let finish: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => (finish = resolve));
    const use = { ended, span: options.span };
    let place: Place | undefined;
    try {
      const connection = await this.#logins.login(route.carrier, use);
      place = await this.#logins.placeForChannel(connection, () => use.ended, use);
      const limits = { ...options, becomeTimeout: this.#timeouts.become };
      return await this.#logins.unlessShort(() => runRaw(connection, route, command, limits));
    } finally {
      finish();
      if (place) this.#logins.leave(place);
    }
  }

  reset(route: Route, asker = this.#span): Promise<void> {
    asker.emit({ kind: 'resetting', where: describeRoute(route) });
    const root = rootKey(route);
    return machineKey(route) === root ? this.#end(root) : this.#agents.endMachine(route);
  }

  leave(route: Route, account: string, asker = this.#span): Promise<void> {
    asker.emit({ kind: 'leaving', where: describeRoute(route), account });
    return this.#agents.endAccount(route, account);
  }

  async close(hurry?: AbortSignal): Promise<void> {
    this.#closing.abort(endedBy({ why: 'cancelled', phase: 'run' }));
    await this.#endTrees(this.#agents.forgetAll(), hurry);
    const gone = this.#logins.forgetAll().map(async (opening) => {
      // No agent is left but stuck ones: a farewell is enough.
      const connection = await opening.catch(() => undefined);
      await connection?.close({ now: hurry?.aborted === true });
    });
    const patience = { quiet: this.#timeouts.close, hurried: hurriedClose, hurry };
    await awaitEnds([...gone, ...this.#discarded], patience);
  }

  /** The agent of this route, kept for this use. */
  async #usedAgent(route: Route, use: ConnectionUse): Promise<AgentHop> {
    const root = rootKey(route);
    for (;;) {
      const isHeld = this.#logins.hold(root, use);
      const opening = this.#agent(route, use);
      const agent = await opening;
      if (agent.isRetired) {
        this.#agents.forget(route, opening);
        continue;
      }
      const isKnown = this.#agents.isKnown(route, opening);
      // An agent may be closed to make room just when it is ready: then it is started again.
      if (isHeld || this.#logins.hold(root, use) || isKnown || !agent.tree.isOpen) {
        this.#agents.retired.note(agent.tree, use);
        return agent;
      }
    }
  }

  #agent(route: Route, use: ConnectionUse): Promise<AgentHop> {
    return this.#agents.find(route, () => {
      // Others may wait for it who are not done when the first one is.
      let settle: () => void = () => undefined;
      const settled = new Promise<void>((resolve) => (settle = resolve));
      const opener = { ended: Promise.allSettled([use.ended, settled]), span: use.span };
      const made = route.steps.length === 0 ? this.#connect(route, opener) : this.#become(route, opener);
      made.then(settle, settle);
      return made;
    });
  }

  /** The agent of the account that the carrier leads to. */
  async #connect(route: Route, use: ConnectionUse): Promise<AgentHop> {
    const { carrier } = route;
    const [root, key, where] = [rootKey(route), agentKey(route), describeRoute(route)];
    this.#refuseWhenClosed(where);
    const untold = this.#untold.get(key);
    this.#untold.delete(key);
    if (untold !== undefined) throw untold;
    const connection = await this.#logins.login(carrier, use);
    const place = await this.#logins.placeForChannel(connection, () => this.#end(root), use);
    if (place) this.#logins.keep(root, place);
    try {
      this.#refuseWhenClosed(where);
      const { tree, hello } = await startOnConnection(connection, carrier, this.#timeouts, {
        where,
        uploads: this.#uploads.host(),
        span: this.#span,
        asker: use.span,
        unlessShort: (work) => this.#logins.unlessShort(work),
      });
      if (this.#closing.signal.aborted) tree.close();
      this.#refuseWhenClosed(where);
      this.#agents.addTree(root, tree);
      const lost = tree.ended.then(() => this.#onTreeEnded(tree, route, place));
      return new AgentHop({
        route,
        target: targetFacts(carrier.python, hello),
        tree,
        number: tree.root,
        where,
        lost,
      });
    } catch (error) {
      if (place) this.#logins.drop(root, place);
      emitFailure(use.span, where, 'bootstrap', error);
      if (error instanceof MitorunError && error.code === 'CONNECTION') this.#discard(route);
      throw error;
    }
  }

  /** The agent that the last step leads to, started by the one before it. */
  async #become(route: Route, use: ConnectionUse): Promise<AgentHop> {
    const step = route.steps.at(-1);
    if (step === undefined) throw new Error('a route without steps needs no agent to start another');
    const where = describeRoute(route);
    const limits = { becomeTimeout: this.#timeouts.become, asker: use.span };
    for (let renewals = 0; ; renewals++) {
      const parent = await this.#agent(withoutLastStep(route), use);
      use.span.emit({ kind: 'becoming', where, step: step.kind });
      try {
        const agent = await startByStep(parent, route, step, limits);
        use.span.emit({ kind: 'became', where, step: step.kind, user: agent.target.user });
        if (!parent.isRetired) return agent;
      } catch (error) {
        if (!(error instanceof StaleSession)) emitFailure(use.span, where, 'become', error);
        if (!(error instanceof StaleSession) || renewals >= mostRenewals) throw error;
        this.#agents.retire(parent);
      }
    }
  }

  #onTreeEnded(tree: AgentTree, route: Route, place: Place | undefined): void {
    if (place) this.#logins.drop(rootKey(route), place);
    if (tree.untold !== undefined) this.#untold.set(agentKey(route), tree.untold);
    if (tree.wasRefused) this.#discard(route);
  }

  /** Forgets and ends one login, or one agent on this machine. */
  async #end(root: string): Promise<void> {
    const place = this.#logins.release(root);
    const trees = this.#agents.forgetRoot(root);
    const opening = this.#logins.forget(root);
    const isStuck = await this.#endTrees(trees);
    const gone = opening?.then(
      (connection) => connection.close({ now: isStuck }),
      () => undefined,
    );
    if (gone) await awaitEnds([gone], { quiet: this.#timeouts.close, hurried: hurriedClose });
    if (place) this.#logins.leave(place);
  }

  /** Ends these trees. Returns whether some took too long and were cut. */
  async #endTrees(trees: readonly AgentTree[], hurry?: AbortSignal): Promise<boolean> {
    for (const tree of trees) tree.close();
    const ends = trees.map((tree) => tree.ended);
    await awaitEnds(ends, { quiet: this.#timeouts.close, hurried: hurriedClose, hurry });
    const stuck = trees.filter((tree) => tree.isOpen);
    for (const tree of stuck) tree.cut();
    return stuck.length > 0;
  }

  /** Closes a connection whose agent is not trusted any more, unless another agent uses it. */
  #discard(route: Route): void {
    if (this.#agents.hasOthers(route)) return;
    const opening = this.#logins.forget(loginKey(route.carrier));
    if (opening === undefined) return;
    const closing: Promise<void> = opening
      .then((connection) => connection.close())
      .catch(() => undefined)
      .finally(() => this.#discarded.delete(closing));
    this.#discarded.add(closing);
  }

  /**
   * Throws once the run is closing. Hosts may still be under way when a fault has ended the run, and an agent
   * that started now would outlive it.
   */
  #refuseWhenClosed(where: string): void {
    if (!this.#closing.signal.aborted) return;
    throw endedBy({ why: 'cancelled', phase: 'bootstrap' }, { where });
  }
}
