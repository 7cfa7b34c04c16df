import { encodeEscaping } from '../python/bytes-text.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import { AgentHop } from './agent-hop.ts';
import { AgentTree } from './agent-tree.ts';
import type { BrokerEvent } from './tree-options.ts';
import { AgentFailure } from './pending-requests.ts';
import { becomeFailure, type BecomeEnd } from './become/failure.ts';
import { becomeMethod } from './become/index.ts';
import { bootstrapCommand } from './bootstrap-command.ts';
import type { ChannelEnd, Transport, TransportConnection } from './channel.ts';
import { replies, type Hello } from './agent-words.ts';
import { frameKind } from './frames.ts';
import type { Broker, CommandOutcome, Hop, RawOptions, TargetFacts } from './hop.ts';
import type { BecomeStep, HopPath, TransportStep } from './hop-path.ts';
import { InterpreterFailure, phaseFailure } from './phase-failure.ts';
import { makeVisible } from './protocol-violation.ts';
import { runRaw } from './raw-command.ts';
import { shellCommand } from '../python/shell-split.ts';
import { randomMarker } from './random-marker.ts';
import { UploadShares } from './upload-shares.ts';

export interface BrokerOptions {
  /** Loaded when first used, so that a local run does not load ssh2. */
  readonly transports: {
    readonly ssh?: () => Promise<Transport>;
    readonly local?: () => Promise<Transport>;
  };
  /** Connections, frames and stray output, for -vvv and the trace. */
  readonly log?: (event: BrokerEvent) => void;
  readonly agentTimeouts?: Partial<AgentTimeouts>;
}

/** Milliseconds. A transport has its own for TCP and authentication, a step for its run. */
export interface AgentTimeouts {
  /** Until Python speaks. */
  readonly bootstrap: number;
  /** Until a become command has got to its account. */
  readonly become: number;
  /** For an agent to clean up. */
  readonly close: number;
}

/** Milliseconds that an agent gets, beyond its own time limit, to say that a become command was too slow. */
const answerGrace = 30_000;

const defaultTimeouts: AgentTimeouts = { bootstrap: 60_000, become: 12_000, close: 5000 };

export function createBroker(options: BrokerOptions): Broker {
  return new AgentBroker(options);
}

class AgentBroker implements Broker {
  readonly #options: BrokerOptions;
  readonly #timeouts: AgentTimeouts;
  readonly #connections = new Map<string, Promise<TransportConnection>>();
  readonly #hops = new Map<string, Promise<AgentHop>>();
  readonly #trees = new Map<string, AgentTree>();
  readonly #uploads = new UploadShares();
  /** Machines that broke the protocol while nothing was waited for: whoever uses one next is told. */
  readonly #untold = new Map<string, MitorunError>();
  /** Connections that are being ended because of what their machine sent. */
  readonly #discarded = new Set<Promise<void>>();
  readonly #closing = new AbortController();

  constructor(options: BrokerOptions) {
    this.#options = options;
    this.#timeouts = { ...defaultTimeouts, ...options.agentTimeouts };
  }

  hop(path: HopPath): Promise<Hop> {
    return this.#hop(path);
  }

  async raw(path: HopPath, command: string, options: RawOptions = {}): Promise<CommandOutcome> {
    const connection = await this.#connection(path.steps[0]);
    const [, ...becomeSteps] = path.steps;
    return runRaw(connection, becomeSteps, command, { ...options, becomeTimeout: this.#timeouts.become });
  }

  async reset(path: HopPath): Promise<void> {
    const transportKey = JSON.stringify(path.steps[0]);
    for (const [key, hop] of this.#hops) {
      const found = await hop.catch(() => undefined);
      if (found !== undefined && JSON.stringify(found.path.steps[0]) === transportKey) this.#forget(key, hop);
    }
    for (const [key, tree] of this.#trees) {
      if (!key.startsWith(transportKey)) continue;
      this.#trees.delete(key);
      await tree.close();
    }
    const connection = this.#connections.get(transportKey);
    this.#connections.delete(transportKey);
    await (await connection?.catch(() => undefined))?.close();
  }

  async leave(path: HopPath, account: string): Promise<void> {
    const transportKey = JSON.stringify(path.steps[0]);
    for (const [key, opening] of this.#hops) {
      const hop = await opening.catch(() => undefined);
      if (hop?.parent === undefined || hop.target.user !== account) continue;
      if (JSON.stringify(hop.path.steps[0]) !== transportKey) continue;
      this.#forget(key, opening);
      await hop.end();
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    // Those that are still being made end with their connection.
    const hops = [...this.#hops.values()];
    this.#hops.clear();
    const trees = [...this.#trees.values()];
    this.#trees.clear();
    await Promise.all(trees.map((tree) => tree.close()));
    const connections = [...this.#connections.values()];
    this.#connections.clear();
    await Promise.all(connections.map(async (opening) => (await opening.catch(() => undefined))?.close()));
    await Promise.all(this.#discarded);
    await Promise.allSettled(hops);
  }

  #hop(path: HopPath): Promise<AgentHop> {
    const key = hopKey(path);
    const known = this.#hops.get(key);
    if (known !== undefined) return known;
    const made = path.steps.length === 1 ? this.#connect(path, key) : this.#become(path);
    this.#hops.set(key, made);
    const forget = () => this.#forget(key, made);
    made.then((hop) => hop.lost.then(forget), forget);
    return made;
  }

  #forget(key: string, hop: Promise<AgentHop>): void {
    if (this.#hops.get(key) === hop) this.#hops.delete(key);
  }

  #connection(step: TransportStep): Promise<TransportConnection> {
    const key = JSON.stringify(step);
    const known = this.#connections.get(key);
    if (known !== undefined) return known;
    const opening = this.#open(step);
    this.#connections.set(key, opening);
    const forget = () => {
      if (this.#connections.get(key) === opening) this.#connections.delete(key);
    };
    opening.then((connection) => connection.lost.then(forget), forget);
    return opening;
  }

  async #open(step: TransportStep): Promise<TransportConnection> {
    const load = this.#options.transports[step.method];
    if (load === undefined) throw new Error(`this broker was made without the transport '${step.method}'`);
    return (await load()).open(step, this.#closing.signal);
  }

  /** The login account's agent. */
  async #connect(path: HopPath, key: string): Promise<AgentHop> {
    const where = describeStep(path.steps[0]);
    this.#refuseWhenClosed(where);
    const untold = this.#untold.get(key);
    this.#untold.delete(key);
    if (untold !== undefined) throw untold;
    const connection = await this.#connection(path.steps[0]);
    this.#refuseWhenClosed(where);
    const { tree, hello } = await this.#startAgent(connection, path, where).catch((error: unknown) => {
      if (error instanceof MitorunError && error.code === 'CONNECTION') this.#discard(path, key);
      throw error;
    });
    if (this.#closing.signal.aborted) await tree.close();
    this.#refuseWhenClosed(where);
    this.#trees.set(key, tree);
    const lost = tree.ended.then(() => {
      if (this.#trees.get(key) === tree) this.#trees.delete(key);
      if (tree.untold !== undefined) this.#untold.set(key, tree.untold);
      if (tree.wasRefused) this.#discard(path, key);
    });
    return new AgentHop({
      path,
      target: targetFacts(path, hello),
      tree,
      number: tree.root,
      where,
      lost,
    });
  }

  async #startAgent(
    connection: TransportConnection,
    path: HopPath,
    where: string,
  ): Promise<{ tree: AgentTree; hello: Hello }> {
    const startedAt = performance.now();
    const opening = connection.execute(`exec ${shellCommand(bootstrapCommand(path.python))}`);
    const channel = await withinTime(opening, this.#timeouts.bootstrap, () => {
      const reason = `Timeout (${Math.round(this.#timeouts.bootstrap / 1000)}s) waiting for a command to start`;
      return phaseFailure('CONNECTION', where, 'bootstrap', startedAt, reason, '');
    });
    return AgentTree.start(
      channel,
      {
        where,
        bootstrapTimeout: this.#timeouts.bootstrap,
        closeTimeout: this.#timeouts.close,
        uploads: this.#uploads.host(),
        log: this.#options.log ?? (() => undefined),
      },
      (end, stdout, stderr) => noPython(path, end, stdout, stderr),
    );
  }

  /** Lets go of a connection whose agent is not to be trusted, unless another agent speaks over it. */
  #discard(path: HopPath, key: string): void {
    const transportKey = JSON.stringify(path.steps[0]);
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
  async #become(path: HopPath): Promise<AgentHop> {
    const step = lastBecome(path);
    const parent = await this.#hop(withoutLastStep(path));
    const method = becomeMethod(step.method);
    const marker = randomMarker(`[${method.name} via mitorun, key=`, '] password:');
    const { tree, where } = parent;
    const { number, lost } = tree.newHop(parent.number);
    const head = {
      hop: number,
      argv: method.wrap(step, bootstrapCommand(path.python), marker),
      prompt: method.prompt(marker, step),
      wrong: method.wrong,
      seconds: (step.timeout ?? this.#timeouts.become) / 1000,
    };
    const password = step.password === undefined ? undefined : encodeEscaping(step.password);
    try {
      const { reply } = parent.request(frameKind.spawn, head, replies.hello, {
        body: password,
        deadline: (step.timeout ?? this.#timeouts.become) + answerGrace,
        // A password is never compressed: its length would be all that is gained.
        ...(password && { packed: { bytes: password, compressed: false } }),
      });
      const hello = (await reply).head;
      return new AgentHop({
        path,
        target: targetFacts(path, hello),
        tree,
        number,
        where,
        parent,
        lost,
      });
    } catch (error) {
      if (!(error instanceof AgentFailure)) throw error;
      if (error.details.code !== 'become')
        throw new MitorunError(
          'BECOME',
          `${method.name} was not started on ${where}: ${makeVisible(error.message)}`,
        );
      const { why, status, output } = error.details;
      const end: BecomeEnd = {
        why: why ?? 'ended',
        status: status ?? undefined,
        output: makeVisible(output ?? ''),
        patience: step.timeout ?? this.#timeouts.become,
      };
      throw (
        noPython(path, { code: end.status, signal: undefined, reason: undefined }, '', end.output) ??
        becomeFailure(method, end)
      );
    }
  }
}

/** What is awaited, unless it takes longer than so many milliseconds. */
async function withinTime<T>(awaited: Promise<T>, milliseconds: number, explain: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(explain()), milliseconds);
  });
  try {
    return await Promise.race([awaited, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Equal for paths that lead to the same agent. */
function hopKey(path: HopPath): string {
  return [...path.steps.map((step) => JSON.stringify(step)), JSON.stringify(path.python)].join(' ');
}

function lastBecome(path: HopPath): BecomeStep {
  const [, ...steps] = path.steps;
  const last = steps.at(-1);
  if (last === undefined) throw new Error('a path of one step has no become step');
  return last;
}

function withoutLastStep(path: HopPath): HopPath {
  const [first, ...steps] = path.steps;
  return { steps: [first, ...steps.slice(0, -1)], python: path.python };
}

function describeStep(step: TransportStep): string {
  if (step.method === 'local') return 'localhost';
  return `${step.user === undefined ? '' : `${step.user}@`}${step.host}${step.port === undefined ? '' : `:${step.port}`}`;
}

function targetFacts(path: HopPath, hello: Hello): TargetFacts {
  const [pythonVersion, executable, [found, none], uid, user, home] = hello;
  const pythonExecutable = found ?? executable;
  return {
    pythonVersion,
    pythonExecutable,
    user,
    uid,
    home,
    discovery: 'interpreter' in path.python ? 'given' : none === undefined ? 'found' : 'fallback',
  };
}

/** A shell's exit codes for a program that is not there or does not start. Anything else is the login refusing. */
function noPython(path: HopPath, end: ChannelEnd, stdout: string, stderr: string): Error | undefined {
  if (end.code !== 127 && end.code !== 126) return undefined;
  const interpreter = 'interpreter' in path.python ? path.python.interpreter : '/usr/bin/python3';
  const said = `${stdout}${stderr}`;
  const isMissing =
    /(?:No such file or directory|not found|command not found|Permission denied)/u.test(said) &&
    said.includes(interpreter.split(' ')[0] ?? interpreter);
  return new InterpreterFailure(isMissing ? interpreter : undefined, end.code, stdout, stderr);
}
