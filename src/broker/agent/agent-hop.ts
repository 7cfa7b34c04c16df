import { decodeEscaping } from '../../python/bytes-text.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { MitorunError } from '../../errors/mitorun-error.ts';
import type { Span } from '../../events/span.ts';
import { endedBy } from '../ending.ts';
import type { AgentTree } from './tree.ts';
import { stallPatience, type Owed } from './stall-watch.ts';
import type { OpenedRequest, RequestOptions } from './tree-options.ts';
import { replies, type CommandHead, type ReplyReader } from './words.ts';
import { laterSources } from './bootstrap-payload.ts';
import { bundle, type ContentItem, ContentLedger, packManifest, type PackedManifest } from './ledger.ts';
import { whileShort } from '../connections/descriptors.ts';
import { putFile, readFile } from './transfer.ts';
import { frameKind, type FrameKind } from './frames.ts';
import type {
  CommandOutcome,
  CommandRun,
  FileSource,
  ModuleOutcome,
  ModuleRun,
  PutOptions,
  TargetFacts,
} from '../hop.ts';
import type { Route } from '../route/route.ts';
import { AgentFailure, type AgentReply, inSession } from './pending-requests.ts';
import { makeVisible, ProtocolViolation } from './protocol-violation.ts';
import { StaleSession } from './stale-session.ts';

/** Milliseconds. */
const longestEnd = 5000;

/** The rest of the agent's own source. By it an agent sees that its session is out of date. */
const laterItem: ContentItem = { hash: 'later', read: laterSources };

/** What the agent itself does at once. */
function owedFor(what: string): Owed {
  return { what, patience: stallPatience };
}

/** Where an agent stands in its tree. */
export interface HopPlace {
  readonly route: Route;
  readonly target: TargetFacts;
  readonly tree: AgentTree;
  readonly number: number;
  /** The machine, for messages. */
  readonly where: string;
  readonly parent?: AgentHop;
  readonly lost: Promise<void>;
}

/**
 * A hop with its agent. Each call is one request frame, behind the content that the agent lacks. Many users
 * share a hop, so each call names its asker.
 */
export class AgentHop {
  readonly route: Route;
  readonly target: TargetFacts;
  readonly tree: AgentTree;
  readonly number: number;
  readonly where: string;
  readonly parent: AgentHop | undefined;
  /** Settles when the agent is gone. */
  readonly lost: Promise<void>;
  readonly ledger = new ContentLedger();
  /** Nothing new is to be asked of it: its session is out of date. */
  isRetired = false;

  constructor(place: HopPlace) {
    this.route = place.route;
    this.target = place.target;
    this.tree = place.tree;
    this.number = place.number;
    this.where = place.where;
    this.parent = place.parent;
    this.lost = place.lost;
  }

  async runModule(run: ModuleRun, asker: Span): Promise<ModuleOutcome> {
    const packed = packManifest(run.manifest);
    const head = {
      manifest: packed.hash,
      isolation: run.isolation,
      ...(run.manifest.style !== 'new' && { places: run.places ?? [] }),
      ...(run.timeout !== undefined && { seconds: run.timeout / 1000 }),
      ...(run.environment && { environment: run.environment }),
      ...(run.openFiles !== undefined && { openFiles: run.openFiles }),
      ...(run.async && { async: run.async }),
      ...(run.chain && { chain: run.chain.name, stop: run.chain.stopOnFailure }),
    };
    const parameters = Buffer.from(run.parameters);
    const reply = await this.#translated(run, async () => {
      try {
        // No second start where a failure breaks the chain: the agent would skip the step.
        const start = () => this.#requestWithContent(packed, head, parameters, run, asker);
        return await (run.chain?.stopOnFailure === true ? start() : this.#whenStarted(start));
      } catch (error) {
        if (!(error instanceof AgentFailure) || error.details.code !== 'missing') throw error;
        // The agent holds less than was thought (a hop between was replaced, say): send all of it.
        for (const hop of this.#way()) hop.ledger.forget();
        return await this.#requestWithContent(packed, head, parameters, run, asker);
      }
    });
    const outcome = reply.head;
    if (outcome === undefined) return { skipped: true, rc: 0, stdout: '', stderr: '' };
    const { stdout, stderr } = split(reply.body, outcome.err);
    return { rc: outcome.rc, stdout: decodeEscaping(stdout), stderr: decodeEscaping(stderr) };
  }

  /** Ends this agent alone, and those below it; waits until it is gone, or has been given long enough. */
  async end(): Promise<void> {
    this.tree.send({ kind: frameKind.end, hop: this.number, request: 0 });
    await Promise.race([this.lost, sleep(longestEnd, undefined, { ref: false })]);
  }

  async command(run: CommandRun, asker: Span): Promise<CommandOutcome> {
    const head = {
      argv: [run.executable ?? '/bin/sh', '-c', run.command],
      ...(run.cwd !== undefined && { cwd: run.cwd }),
      ...(run.environment && { environment: run.environment }),
      ...(run.timeout !== undefined && { seconds: run.timeout / 1000 }),
    };
    const reply = await this.#translated(run, () =>
      this.#whenStarted(
        () =>
          this.request(frameKind.command, head, replies.command, {
            asker,
            body: run.stdin,
            signal: run.signal,
            isTimed: run.timeout !== undefined,
          }).reply,
      ),
    );
    const outcome = reply.head;
    return { rc: outcome.rc, ...split(reply.body, outcome.err) };
  }

  async putFile(source: FileSource, path: string, options: PutOptions, asker: Span): Promise<void> {
    await this.#onFiles(() => putFile(this, source, path, options, asker));
  }

  async readFile(path: string, take: (piece: Buffer) => void, asker: Span): Promise<void> {
    await this.#onFiles(() => readFile(this, path, take, asker));
  }

  async temporaryDirectory(places: readonly string[], asker: Span): Promise<string> {
    const owed = owedFor('a temporary directory');
    const request = () =>
      this.request(frameKind.makeDirectory, { places }, replies.path, { asker, owed }).reply;
    return (await this.#onFiles(request)).head;
  }

  async remove(path: string, asker: Span): Promise<void> {
    const owed = owedFor(`a file to be removed (${makeVisible(path)})`);
    await this.#onFiles(() => this.request(frameKind.remove, { path }, replies.done, { asker, owed }).reply);
  }

  request<T>(
    kind: FrameKind,
    head: unknown,
    reads: ReplyReader<T>,
    options: RequestOptions,
  ): OpenedRequest<T> {
    if (inSession.has(kind)) this.#provide([laterItem], options.asker);
    return this.tree.request(kind, this.number, head, reads, options);
  }

  #onFiles<T>(action: () => Promise<T>): Promise<T> {
    return this.#translated({}, () => this.#whenStarted(action));
  }

  /** Repeats the action while the agent has no free descriptor: such a failure has done nothing. */
  #whenStarted<T>(action: () => Promise<T>): Promise<T> {
    return whileShort(action, { isShort: agentLacksDescriptors });
  }

  #requestWithContent(
    packed: PackedManifest,
    head: unknown,
    parameters: Buffer,
    { signal, timeout, chain }: ModuleRun,
    asker: Span,
  ): Promise<AgentReply<CommandHead | undefined>> {
    this.#provide([laterItem, ...packed.items], asker);
    return this.request(frameKind.run, head, replies.module(chain !== undefined), {
      asker,
      body: parameters,
      signal,
      isTimed: timeout !== undefined,
    }).reply;
  }

  /** Whether this is that hop, or a hop behind it. */
  isBehind(hop: AgentHop): boolean {
    return this.#way().includes(hop);
  }

  /** Returns this hop and the hops on the way to it, this one first. */
  #way(): AgentHop[] {
    const above: AgentHop[] = this.parent === undefined ? [] : this.parent.#way();
    return [this, ...above];
  }

  /**
   * Sends missing content ahead of the request. Content that a hop on the way holds is passed on from there.
   */
  #provide(items: readonly ContentItem[], asker: Span): void {
    let missing = this.ledger.missing(items);
    if (missing.length === 0) return;
    for (const giver of this.#way().slice(1)) {
      const { ledger } = giver;
      const served = missing.filter((item) => ledger.has(item));
      if (served.length === 0) continue;
      const head = [this.number, served.map((item) => item.hash)];
      this.tree.send({ kind: frameKind.serve, hop: giver.number, request: 0, head }, asker);
      missing = missing.filter((item) => !ledger.has(item));
    }
    if (missing.length > 0) {
      const sent = bundle(missing);
      const frame = { kind: frameKind.content, hop: this.number, request: 0, head: sent.head };
      this.tree.send(frame, asker, sent.body);
    }
    for (const hop of this.#way()) hop.ledger.add(items);
  }

  /** Turns the failures that an agent sends into errors that a person can read. */
  async #translated<T>(
    limits: { readonly timeout?: number; readonly signal?: AbortSignal },
    action: () => Promise<T>,
  ): Promise<T> {
    try {
      return await action();
    } catch (error) {
      if (limits.signal?.aborted === true && !(error instanceof MitorunError)) {
        throw this.#cancelled(error);
      }
      if (!(error instanceof AgentFailure)) throw error;
      throw this.#failure(error, limits.timeout);
    }
  }

  #cancelled(cause?: unknown): Error {
    return endedBy({ why: 'cancelled', phase: 'run' }, { where: this.where }, cause);
  }

  #failure(error: AgentFailure, timeout: number | undefined): Error {
    const { code } = error.details;
    const [message, path, output] = [error.details.message, error.details.path, error.details.output].map(
      (said) => said && makeVisible(said),
    );
    switch (code) {
      case 'os': {
        const about = path === undefined || path === '' ? '' : `: ${path}`;
        return new MitorunError('ACTION', `${message ?? 'unknown error'}${about}`, { cause: error });
      }
      case 'timeout': {
        return endedBy(
          { why: 'timedOut', phase: 'run', limit: timeout ?? 0 },
          { where: this.where, ...(output !== undefined && { output }) },
        );
      }
      case 'stale':
        return new StaleSession(this.where);
      case 'cancelled':
        return this.#cancelled();
      case 'gone':
        return endedBy({
          why: 'lost',
          phase: 'run',
          reason: `The agent of ${this.target.user} on ${this.where} is gone`,
        });
      case 'missing':
        // The whole content was sent again just before.
        return this.tree.refuse(new ProtocolViolation('the agent lacks what it was sent'));
      default:
        // A fault in the agent, with its traceback. It fails this one task and nothing else.
        return new MitorunError(
          'ACTION',
          `The agent on ${this.where} failed: ${makeVisible(message ?? code)}`,
        );
    }
  }
}

/** EMFILE and ENFILE have these numbers wherever there is Python. */
function agentLacksDescriptors(error: unknown): boolean {
  if (!(error instanceof AgentFailure) || error.details.code !== 'os') return false;
  return error.details.errno === 24 || error.details.errno === 23;
}

function split(body: Buffer, stderrSize: number): { stdout: Buffer; stderr: Buffer } {
  const border = body.length - stderrSize;
  return { stdout: body.subarray(0, border), stderr: body.subarray(border) };
}
