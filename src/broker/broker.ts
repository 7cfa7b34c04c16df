import { MitorunError } from '../errors/mitorun-error.ts';
import { setMaxListeners } from 'node:events';
import { AgentHop } from './agent/agent-hop.ts';
import { AgentTree } from './agent/tree.ts';
import type { BrokerEvent } from './agent/tree-options.ts';
import { awaitEnds } from './await-ends.ts';
import { startBecomeAgent } from './agent/start-behind.ts';
import { bootstrapCommand } from './agent/bootstrap-command.ts';
import type { Transport, TransportConnection } from './carriers/channel.ts';
import { ConnectionPlaces, type Place } from './connections/places.ts';
import {
  type DescriptorGauge,
  isShortage,
  processDescriptors,
  whileShort,
} from './connections/descriptors.ts';
import type { Hello } from './agent/words.ts';
import type { Broker, CommandOutcome, ConnectionUse, Hop, RawOptions } from './hop.ts';
import {
  describeStep,
  hopKey,
  type HopPath,
  loginKey,
  rootKey,
  type TransportStep,
  withoutLastStep,
} from './route/route.ts';
import { phaseFailure } from './phase-failure.ts';
import { mostRenewals, RenewedHop, Repetitions } from './agent/renewed-hop.ts';
import { RetiredAgents } from './agent/retired-agents.ts';
import { runRaw } from './raw-command.ts';
import { shellCommand } from '../python/shell-split.ts';
import { StaleSession } from './agent/stale-session.ts';
import { withinTime } from './agent/stall-watch.ts';
import { noPython, targetFacts } from './agent/target-facts.ts';
import { UploadShares } from './agent/upload-shares.ts';

export interface BrokerOptions {
  /** Loaded when first used, so that a local run does not load ssh2. */
  readonly transports: {
    readonly ssh?: () => Promise<Transport>;
    readonly local?: () => Promise<Transport>;
  };
  /** Connections, frames and stray output, for -vvv and the trace. */
  readonly log?: (event: BrokerEvent) => void;
  readonly agentTimeouts?: Partial<AgentTimeouts>;
  /** Told once where connections have to be closed because descriptors are short. */
  readonly warn?: (message: string) => void;
  /** Instead of this process's own. */
  readonly descriptors?: () => DescriptorGauge;
}

/** Milliseconds. A transport has its own for TCP and authentication, a step for its run. */
export interface AgentTimeouts {
  /** Until Python speaks. */
  readonly bootstrap: number;
  /** Until a become command has got to its account. */
  readonly become: number;
  /** For an agent to clean up, counted from the last one that has ended. */
  readonly close: number;
}

const defaultTimeouts: AgentTimeouts = { bootstrap: 60_000, become: 12_000, close: 2000 };

export function createBroker(options: BrokerOptions): Broker {
  return new AgentBroker(options);
}

/** Milliseconds that agents get to end in, once somebody waits for the whole run to end. */
const hurriedClose = 400;
const freeOfUse: ConnectionUse = { ended: Promise.resolve() };

interface OpenHop {
  readonly root: string;
  readonly hop: Promise<AgentHop>;
  /** The agent, once it is there. */
  agent?: AgentHop;
}

class AgentBroker implements Broker {
  readonly #options: BrokerOptions;
  readonly #timeouts: AgentTimeouts;
  readonly #connections = new Map<string, Promise<TransportConnection>>();
  readonly #hops = new Map<string, OpenHop>();
  /** By root: an SSH login may have an agent for each Python that is asked for. */
  readonly #trees = new Map<string, Set<AgentTree>>();
  readonly #held = new Map<string, Place>();
  readonly #places: ConnectionPlaces;
  readonly #retired = new RetiredAgents();
  readonly #repetitions = new WeakMap<ConnectionUse, Repetitions>();
  readonly #uploads = new UploadShares();
  /** Machines that broke the protocol while nothing was waited for: whoever uses one next is told. */
  readonly #untold = new Map<string, MitorunError>();
  /** Connections that are being ended because of what their machine sent. */
  readonly #discarded = new Set<Promise<void>>();
  readonly #closing = new AbortController();
  /** What an SSH login takes, as far as they are known: a proxy command takes more than a socket. */
  #loginDescriptors = 1;

  constructor(options: BrokerOptions) {
    this.#options = options;
    this.#timeouts = { ...defaultTimeouts, ...options.agentTimeouts };
    this.#places = new ConnectionPlaces(
      options.descriptors ?? processDescriptors,
      options.warn ?? (() => undefined),
    );
    // Every connection that is being opened listens.
    setMaxListeners(0, this.#closing.signal);
  }

  async hop(path: HopPath, use: ConnectionUse = freeOfUse): Promise<Hop> {
    const agent = await this.#agent(path, use);
    const repetitions = this.#repetitions.get(use) ?? new Repetitions();
    if (use !== freeOfUse) this.#repetitions.set(use, repetitions);
    return new RenewedHop(agent, repetitions, (stale) => {
      this.#retire(stale);
      return this.#agent(path, use);
    });
  }

  async #agent(path: HopPath, use: ConnectionUse): Promise<AgentHop> {
    const root = rootKey(path);
    for (;;) {
      const isHeld = this.#hold(root, use);
      const opening = this.#hop(path, use);
      const hop = await opening;
      if (hop.isRetired) {
        this.#forget(hopKey(path), opening);
        continue;
      }
      const isKnown = this.#hops.get(hopKey(path))?.hop === opening;
      // One that was closed to make room just when it was ready is made again.
      if (isHeld || this.#hold(root, use) || isKnown || !hop.tree.isOpen) {
        this.#retired.note(hop.tree, use);
        return hop;
      }
    }
  }

  /** Nobody finds this agent any more, nor those behind it. They end when those who work with them have ended. */
  #retire(stale: AgentHop): void {
    for (const [key, { agent }] of this.#hops) {
      if (agent?.isBehind(stale) !== true) continue;
      agent.isRetired = true;
      this.#hops.delete(key);
    }
    this.#retired.add(stale);
  }

  async raw(path: HopPath, command: string, options: RawOptions = {}): Promise<CommandOutcome> {
    let finish: () => void = () => undefined;
    const use = { ended: new Promise<void>((resolve) => (finish = resolve)) };
    let place: Place | undefined;
    try {
      const connection = await this.#login(path, use);
      place = await this.#placeForChannel(connection, () => use.ended, use);
      const limits = { ...options, becomeTimeout: this.#timeouts.become };
      return await this.#unlessShort(() => runRaw(connection, path, command, limits));
    } finally {
      finish();
      if (place) this.#places.leave(place);
    }
  }

  reset(path: HopPath): Promise<void> {
    return this.#end(rootKey(path));
  }

  async leave(path: HopPath, account: string): Promise<void> {
    const root = rootKey(path);
    for (const [key, open] of this.#hops) {
      if (open.root !== root) continue;
      const hop = await open.hop.catch(() => undefined);
      if (hop?.parent === undefined || hop.target.user !== account) continue;
      this.#forget(key, open.hop);
      await hop.end();
    }
    await this.#retired.leave(root, account);
  }

  async close(hurry?: AbortSignal): Promise<void> {
    this.#closing.abort(new MitorunError('INTERRUPTED', 'Interrupted'));
    this.#hops.clear();
    const trees = [...this.#trees.values()].flatMap((some) => [...some]);
    this.#trees.clear();
    await this.#endTrees(trees, hurry);
    const connections = [...this.#connections.values()];
    this.#connections.clear();
    const gone = connections.map(async (opening) => {
      // No agent is left but stuck ones: a farewell is enough.
      const connection = await opening.catch(() => undefined);
      await connection?.close({ now: hurry?.aborted === true });
    });
    const patience = { quiet: this.#timeouts.close, hurried: hurriedClose, hurry };
    await awaitEnds([...gone, ...this.#discarded], patience);
  }

  /** Gives whether those of the trees that took too long had to be cut. */
  async #endTrees(trees: readonly AgentTree[], hurry?: AbortSignal): Promise<boolean> {
    for (const tree of trees) tree.close();
    const ends = trees.map((tree) => tree.ended);
    await awaitEnds(ends, { quiet: this.#timeouts.close, hurried: hurriedClose, hurry });
    const stuck = trees.filter((tree) => tree.isOpen);
    for (const tree of stuck) tree.cut();
    return stuck.length > 0;
  }

  /** Ends one login, or one agent of this machine; from now on nobody finds it any more. */
  async #end(root: string): Promise<void> {
    const place = this.#held.get(root);
    this.#held.delete(root);
    for (const [key, open] of this.#hops) if (open.root === root) this.#hops.delete(key);
    const trees = [...(this.#trees.get(root) ?? [])];
    this.#trees.delete(root);
    const opening = this.#connections.get(root);
    this.#connections.delete(root);
    const isStuck = await this.#endTrees(trees);
    const gone = opening?.then(
      (connection) => connection.close({ now: isStuck }),
      () => undefined,
    );
    if (gone) await awaitEnds([gone], { quiet: this.#timeouts.close, hurried: hurriedClose });
    if (place) this.#places.leave(place);
  }

  #hold(root: string, use: ConnectionUse): boolean {
    const place = this.#held.get(root);
    if (place) this.#places.use(place, use);
    return place !== undefined;
  }

  #drop(root: string, place: Place): void {
    if (this.#held.get(root) === place) this.#held.delete(root);
    this.#places.leave(place);
  }

  #hop(path: HopPath, use: ConnectionUse): Promise<AgentHop> {
    const key = hopKey(path);
    const known = this.#hops.get(key);
    if (known !== undefined) return known.hop;
    // Others may wait for it who are not done when the first one is.
    let settle: () => void = () => undefined;
    const settled = new Promise<void>((resolve) => (settle = resolve));
    const opener = { ended: Promise.allSettled([use.ended, settled]) };
    const made = path.steps.length === 1 ? this.#connect(path, opener) : this.#become(path, opener);
    made.then(settle, settle);
    const open: OpenHop = { root: rootKey(path), hop: made };
    this.#hops.set(key, open);
    const forget = () => this.#forget(key, made);
    made.then((hop) => {
      open.agent = hop;
      void hop.lost.then(forget);
    }, forget);
    return made;
  }

  #forget(key: string, hop: Promise<AgentHop>): void {
    if (this.#hops.get(key)?.hop === hop) this.#hops.delete(key);
  }

  #connection(step: TransportStep, use: ConnectionUse): Promise<TransportConnection> {
    const key = JSON.stringify(step);
    const known = this.#connections.get(key);
    if (known !== undefined) return known;
    const opening = this.#open(step, key, use);
    this.#connections.set(key, opening);
    const forget = () => {
      if (this.#connections.get(key) === opening) this.#connections.delete(key);
    };
    opening.then((connection) => connection.lost.then(forget), forget);
    return opening;
  }

  async #open(step: TransportStep, key: string, use: ConnectionUse): Promise<TransportConnection> {
    const load = this.#options.transports[step.method];
    if (load === undefined) throw new Error(`this broker was made without the transport '${step.method}'`);
    const transport = await load();
    const { signal } = this.#closing;
    // What runs on this machine takes descriptors command by command.
    if (step.method === 'local') return transport.open(step, signal);
    const place = await this.#places.take(this.#loginDescriptors, () => this.#end(key), use, signal);
    this.#held.set(key, place);
    try {
      const connection = await this.#unlessShort(() => transport.open(step, signal));
      place.descriptors = connection.descriptors;
      this.#loginDescriptors = Math.max(this.#loginDescriptors, connection.descriptors);
      void connection.lost.then(() => this.#drop(key, place));
      return connection;
    } catch (error) {
      this.#drop(key, place);
      throw error;
    }
  }

  async #placeForChannel(
    connection: TransportConnection,
    close: () => Promise<unknown>,
    use: ConnectionUse,
  ): Promise<Place | undefined> {
    const { descriptorsPerChannel } = connection;
    if (descriptorsPerChannel === 0) return undefined;
    return this.#places.take(
      descriptorsPerChannel,
      async () => void (await close()),
      use,
      this.#closing.signal,
    );
  }

  /** Waits where the system has no descriptor left; a failure that stays is that host's. */
  async #unlessShort<T>(work: () => Promise<T>): Promise<T> {
    const onShortage = (): void => this.#places.noteShortage();
    try {
      return await whileShort(work, { signal: this.#closing.signal, onShortage });
    } catch (error) {
      if (error instanceof MitorunError || !isShortage(error)) throw error;
      const message = error instanceof Error ? error.message : String(error);
      throw new MitorunError('CONNECTION', `Failed to connect: ${message}`, { cause: error });
    }
  }

  /** The login, kept for this use: whoever has opened it may be done with it before this one has begun. */
  async #login(path: HopPath, use: ConnectionUse): Promise<TransportConnection> {
    const [step] = path.steps;
    const key = JSON.stringify(step);
    for (;;) {
      const opening = this.#connection(step, use);
      const connection = await opening;
      const isHeld = this.#hold(key, use);
      // One that was closed to make room just when it was ready is made again.
      if (isHeld || step.method === 'local' || this.#connections.get(key) === opening) return connection;
    }
  }

  /** The login account's agent. */
  async #connect(path: HopPath, use: ConnectionUse): Promise<AgentHop> {
    const root = rootKey(path);
    const where = describeStep(path.steps[0]);
    this.#refuseWhenClosed(where);
    const key = hopKey(path);
    const untold = this.#untold.get(key);
    this.#untold.delete(key);
    if (untold !== undefined) throw untold;
    const connection = await this.#login(path, use);
    const place = await this.#placeForChannel(connection, () => this.#end(root), use);
    if (place) this.#held.set(root, place);
    try {
      this.#refuseWhenClosed(where);
      const { tree, hello } = await this.#startAgent(connection, path, where);
      if (this.#closing.signal.aborted) tree.close();
      this.#refuseWhenClosed(where);
      const lost = this.#keep(tree, path, place);
      const target = targetFacts(path.python, hello);
      return new AgentHop({ path, target, tree, number: tree.root, where, lost });
    } catch (error) {
      if (place) this.#drop(root, place);
      if (error instanceof MitorunError && error.code === 'CONNECTION') this.#discard(path, key);
      throw error;
    }
  }

  /** Remembers an agent for as long as it is there; settles when it is gone. */
  #keep(tree: AgentTree, path: HopPath, place: Place | undefined): Promise<void> {
    const root = rootKey(path);
    const key = hopKey(path);
    const trees = this.#trees.get(root) ?? new Set();
    this.#trees.set(root, trees.add(tree));
    return tree.ended.then(() => {
      trees.delete(tree);
      if (place) this.#drop(root, place);
      if (tree.untold !== undefined) this.#untold.set(key, tree.untold);
      if (tree.wasRefused) this.#discard(path, key);
    });
  }

  async #startAgent(
    connection: TransportConnection,
    path: HopPath,
    where: string,
  ): Promise<{ tree: AgentTree; hello: Hello }> {
    const startedAt = performance.now();
    const withoutLogin = path.steps[0].method === 'local';
    const interpreter = 'interpreter' in path.python ? path.python.interpreter : undefined;
    const command = `exec ${shellCommand(bootstrapCommand(path.python))}`;
    const opening = this.#unlessShort(() => connection.execute(command));
    const { probe } = connection;
    const channel = await withinTime(opening, 'a command to start', {
      patience: this.#timeouts.bootstrap,
      probe,
      explain: (reason) => phaseFailure('CONNECTION', where, 'bootstrap', startedAt, reason, ''),
    });
    return AgentTree.start(
      channel,
      {
        where,
        bootstrapTimeout: this.#timeouts.bootstrap,
        probe,
        uploads: this.#uploads.host(),
        log: this.#options.log ?? (() => undefined),
      },
      ({ code }, stdout, stderr) => noPython(interpreter, { code, stdout, stderr, withoutLogin }),
    );
  }

  /** Lets go of a connection whose agent is not to be trusted, unless another agent speaks over it. */
  #discard(path: HopPath, key: string): void {
    const transportKey = loginKey(path);
    for (const other of this.#hops.keys()) if (other !== key && other.startsWith(transportKey)) return;
    const opening = this.#connections.get(transportKey);
    if (opening === undefined) return;
    this.#connections.delete(transportKey);
    const closing: Promise<void> = opening
      .then((connection) => connection.close())
      .catch(() => undefined)
      .finally(() => this.#discarded.delete(closing));
    this.#discarded.add(closing);
  }

  /** Hosts may still be under way when a fault has ended the run; an agent that began now would outlive it. */
  #refuseWhenClosed(where: string): void {
    if (!this.#closing.signal.aborted) return;
    throw new MitorunError('INTERRUPTED', `Interrupted on ${where}`);
  }

  /** The agent of the last become step's account, started by the one before it. */
  async #become(path: HopPath, use: ConnectionUse): Promise<AgentHop> {
    for (let renewals = 0; ; renewals++) {
      const parent = await this.#hop(withoutLastStep(path), use);
      try {
        const agent = await startBecomeAgent(parent, path, this.#timeouts.become);
        if (!parent.isRetired) return agent;
      } catch (error) {
        if (!(error instanceof StaleSession) || renewals >= mostRenewals) throw error;
        this.#retire(parent);
      }
    }
  }
}
