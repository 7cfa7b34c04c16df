import { type DescriptorState, makeRoom } from './choose-idle.ts';
import type { DescriptorGauge } from './descriptors.ts';
import type { ConnectionUse } from '../hop.ts';

/** Until when a connection is needed. */
type Need = Pick<ConnectionUse, 'ended'>;

/** A connection that takes descriptors; `close` settles when they are free again. */
export class Place {
  readonly #close: () => Promise<void>;
  readonly #onChange: () => void;
  descriptors: number;
  users = 0;
  lastUsed = 0;
  /** Settles when the connection has been closed to make room. */
  closing: Promise<void> | undefined;

  constructor(descriptors: number, close: () => Promise<void>, onChange: () => void) {
    this.descriptors = descriptors;
    this.#close = close;
    this.#onChange = onChange;
  }

  close(): Promise<void> {
    this.closing ??= this.#close();
    return this.closing;
  }

  /** Not closed to make room before this has ended. */
  use({ ended }: Need): void {
    this.users += 1;
    const leave = (): void => {
      this.users -= 1;
      this.#onChange();
    };
    ended.then(leave, leave);
  }
}

interface Waiting {
  readonly wanted: number;
  go(): void;
}

/** Milliseconds after which a waiting connection looks again: nothing reports what other parts have open. */
const lookAgain = 500;
/** Milliseconds for which a count of what is open is good. */
const countAgain = 20;
/** More than any connection takes. */
const generousShare = 5;

/**
 * Shares the descriptors of a run among its connections. While there are enough, connections stay open for
 * the next task. Where they are short, idle connections are closed, and new ones wait for their turn.
 */
export class ConnectionPlaces {
  readonly #gauge: () => DescriptorGauge;
  readonly #warn: (message: string) => void;
  readonly #held = new Set<Place>();
  readonly #waiting: Waiting[] = [];
  #known: { readonly gauge: DescriptorGauge; readonly base: number } | undefined;
  #counted = { at: Number.NEGATIVE_INFINITY, open: 0 };
  #clock = 0;
  #timer: NodeJS.Timeout | undefined;
  #hasWarned = false;

  constructor(gauge: () => DescriptorGauge, warn: (message: string) => void) {
    this.#gauge = gauge;
    this.#warn = warn;
  }

  /** A place for a new connection, as soon as there is one; rejects with the signal's reason. */
  async take(
    descriptors: number,
    close: () => Promise<void>,
    use: Need,
    signal: AbortSignal,
  ): Promise<Place> {
    signal.throwIfAborted();
    if (this.#waiting.length > 0 || !this.#hasRoom(descriptors)) await this.#turn(descriptors, signal);
    const place = new Place(descriptors, close, () => this.#look());
    this.#held.add(place);
    this.use(place, use);
    return place;
  }

  /** Notes a use. An idle connection that comes into use may need more room, which is made meanwhile. */
  use(place: Place, use: Need): void {
    place.lastUsed = ++this.#clock;
    place.use(use);
    if (this.#known !== undefined) this.#hasRoom(0);
  }

  /** The connection is gone. */
  leave(place: Place): void {
    if (this.#held.delete(place)) this.#look();
  }

  /** Closes one idle connection, whatever the numbers say: the system has refused a descriptor. */
  noteShortage(): void {
    this.#say();
    const [oldest] = [...this.#held]
      .filter(({ users, closing }) => users === 0 && closing === undefined)
      .toSorted((a, b) => a.lastUsed - b.lastUsed);
    void oldest?.close();
  }

  #turn(wanted: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting = { wanted, go: () => finish(resolve) };
      const abort = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        finish(() => reject(signal.reason));
      };
      const finish = (settle: () => void): void => {
        signal.removeEventListener('abort', abort);
        settle();
      };
      signal.addEventListener('abort', abort, { once: true });
      this.#waiting.push(waiting);
      this.#closeForWaiting();
      this.#lookLater();
    });
  }

  /** Lets waiting connections in one by one: each counts only once it has its place. */
  #look(): void {
    const [first] = this.#waiting;
    if (first === undefined) return;
    if (!this.#hasRoom(first.wanted)) {
      this.#closeForWaiting();
      return this.#lookLater();
    }
    this.#waiting.shift();
    first.go();
    setImmediate(() => this.#look());
  }

  #lookLater(): void {
    clearTimeout(this.#timer);
    if (this.#waiting.length > 0) this.#timer = setTimeout(() => this.#look(), lookAgain).unref();
  }

  #hasRoom(wanted: number): boolean {
    const state = this.#stateIfNear();
    if (state === undefined) return true;
    const { close, isEnough } = makeRoom([wanted], [...this.#held], state);
    if (!isEnough) this.#say();
    this.#closeAll(close);
    // What is being closed has its descriptors still.
    return isEnough && close.length === 0;
  }

  /** Side by side: a farewell takes longer than a task may. */
  #closeForWaiting(): void {
    const state = this.#stateIfNear();
    if (state === undefined) return;
    const wanted = this.#waiting.map((waiting) => waiting.wanted);
    this.#closeAll(makeRoom(wanted, [...this.#held], state).close);
  }

  #closeAll(places: readonly Place[]): void {
    const open = places.filter((place) => place.closing === undefined);
    if (open.length > 0) this.#say();
    for (const place of open) void place.close();
  }

  /** Undefined where the limit is so far away that nothing needs to be counted. */
  #stateIfNear(): DescriptorState | undefined {
    if (this.#known === undefined) {
      const gauge = this.#gauge();
      this.#known = { gauge, base: gauge.open() };
    }
    const { gauge, base } = this.#known;
    if ((base + (this.#held.size + 1) * generousShare) * 2 < gauge.limit) return undefined;
    const now = performance.now();
    if (now - this.#counted.at >= countAgain) this.#counted = { at: now, open: gauge.open() };
    return { limit: gauge.limit, open: this.#counted.open, base };
  }

  #say(): void {
    if (this.#hasWarned || this.#known === undefined) return;
    this.#hasWarned = true;
    this.#warn(
      `This process may open ${this.#known.gauge.limit} files, which is not enough to keep a connection to every host: those ` +
        'that no task uses are closed and made anew when they are needed, and new ones wait for their turn. ' +
        'Raise the limit to be spared that: `ulimit -n 4096` in the shell, LimitNOFILE= of a systemd unit, or nofile in /etc/security/limits.conf.',
    );
  }
}
