import { FrameDecoder, frameFlag, frameKind, type IncomingFrame } from './frames.ts';
import { ProtocolViolation } from './protocol-violation.ts';
import { stallPatience, type StallWatch } from './stall-watch.ts';
import type { StrayOutput } from './stray-output.ts';
import { words } from './words.ts';

/** Handlers for what comes from a target. Each may throw a ProtocolViolation. */
export interface IncomingHandlers {
  /** Was an agent of this number started by another one? */
  isBelow(hop: number): boolean;
  /** A reply, failure, piece or credit. False where it answers nothing. */
  onAnswer(frame: IncomingFrame): boolean;
  onOutput(text: string, bytes: number): void;
  onLost(hop: number, lastWords: string): void;
}

/** Reads the frames of a tree's channel, and checks whether each may come at this moment. */
export class Incoming {
  readonly #handlers: IncomingHandlers;
  readonly #root: number;
  readonly #watch: StallWatch;
  readonly #stray: StrayOutput;
  readonly #decoder = new FrameDecoder();
  #isReady = false;
  #settleReady: () => void = () => undefined;
  #settleRest: (() => void) | undefined;

  constructor(root: number, watch: StallWatch, stray: StrayOutput, handlers: IncomingHandlers) {
    this.#root = root;
    this.#watch = watch;
    this.#stray = stray;
    this.#handlers = handlers;
  }

  /** Has the first agent sent that it is ready? */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** Starts the wait for the first agent's word that it is ready. */
  awaitReady(patience: number): void {
    this.#settleReady = this.#watch.owe('the agent to start', patience);
  }

  /**
   * Reads what came.
   * @param isOpen turns false when a frame has ended the connection: later frames are dropped
   */
  read(chunk: Buffer, isOpen: () => boolean): void {
    for (const frame of this.#decoder.push(chunk)) {
      this.#receive(frame);
      if (!isOpen()) return;
    }
    if (this.#settleRest !== undefined) this.#watch.progress();
    if (this.#decoder.isPartial) {
      this.#settleRest ??= this.#watch.owe('the rest of what it sent', stallPatience);
    } else {
      this.#settleRest?.();
      this.#settleRest = undefined;
    }
  }

  #receive(frame: IncomingFrame): void {
    if (frame.kind === frameKind.ready) return this.#onReady(frame);
    if (!this.#isReady) throw new ProtocolViolation('a frame came before the agent was ready');
    if (frame.kind !== frameKind.data && (frame.flags & frameFlag.last) !== 0)
      throw new ProtocolViolation('a frame is marked as the last piece of an upload');
    switch (frame.kind) {
      case frameKind.log:
        this.#handlers.onOutput(words.log(frame.head), weight(frame));
        break;
      case frameKind.lost:
        this.#handlers.onLost(frame.hop, words.lost(frame.head));
        break;
      case frameKind.reply:
      case frameKind.failure:
      case frameKind.data:
      case frameKind.credit:
        if (this.#handlers.onAnswer(frame)) this.#watch.progress();
        else this.#stray.charge(weight(frame));
        break;
      default:
        throw new ProtocolViolation(`a frame is of kind ${frame.kind}, which targets do not send`);
    }
  }

  #onReady(frame: IncomingFrame): void {
    this.#stray.charge(weight(frame));
    // Those below are announced by the agent that starts them, too.
    if (frame.hop !== this.#root && this.#handlers.isBelow(frame.hop)) return;
    if (frame.hop !== this.#root || this.#isReady)
      throw new ProtocolViolation('an agent is ready that was not started');
    this.#isReady = true;
    this.#settleReady();
  }
}

/** Bytes that a frame costs, whatever it holds. */
function weight(frame: IncomingFrame): number {
  return 1000 + frame.body.length + (frame.head === undefined ? 0 : JSON.stringify(frame.head).length);
}
