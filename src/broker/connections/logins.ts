import { MitorunError } from '../../errors/mitorun-error.ts';
import type { Carrier, CarrierConnection } from '../carriers/channel.ts';
import { carrierTraits } from '../carriers/index.ts';
import { emitFailure } from '../emit-failure.ts';
import type { ConnectionUse } from '../hop.ts';
import { loginKey } from '../route/key.ts';
import type { CarrierKind, CarrierOptions, RouteCarrier } from '../route/route.ts';
import { isShortage, whileShort } from './descriptors.ts';
import type { ConnectionPlaces, Place } from './places.ts';

/** Loaded when first used, so that a local run does not load ssh2. */
export type Carriers = {
  readonly [Kind in CarrierKind]?: () => Promise<Carrier<CarrierOptions[Kind]>>;
};

export interface LoginSurroundings {
  readonly carriers: Carriers;
  readonly places: ConnectionPlaces;
  /** Raised when the run ends: nothing is opened any more. */
  readonly closing: AbortSignal;
  /** Ends the connection and the agents of this root, to make room for others. */
  readonly end: (root: string) => Promise<void>;
}

/** The connections that carriers have opened: each is shared by all whose routes begin alike, and has its descriptors. */
export class Logins {
  readonly #surroundings: LoginSurroundings;
  readonly #open = new Map<string, Promise<CarrierConnection>>();
  /** By root: what stands on it is not closed while it is in use. */
  readonly #held = new Map<string, Place>();
  /** Descriptors of one login, as far as they are known: a proxy command takes more than a socket. */
  #loginDescriptors = 1;

  constructor(surroundings: LoginSurroundings) {
    this.#surroundings = surroundings;
  }

  /**
   * Returns the login and keeps it open for this use. The user who opened it may be done before this one
   * begins.
   */
  async login(carrier: RouteCarrier, use: ConnectionUse): Promise<CarrierConnection> {
    const key = loginKey(carrier);
    for (;;) {
      const opening = this.#shared(carrier, key, use);
      const connection = await opening;
      // A login may be closed to make room just when it is ready: then it is opened again.
      if (this.hold(key, use) || !carrierTraits[carrier.kind].logsIn || this.#open.get(key) === opening)
        return connection;
    }
  }

  /** Forgets this login. Returns it where it was there. */
  forget(key: string): Promise<CarrierConnection> | undefined {
    const opening = this.#open.get(key);
    this.#open.delete(key);
    return opening;
  }

  /** Forgets all logins and returns them. */
  forgetAll(): Promise<CarrierConnection>[] {
    const all = [...this.#open.values()];
    this.#open.clear();
    return all;
  }

  /** Keeps the connection of this root open for a use. Returns false where the root has no place. */
  hold(root: string, use: ConnectionUse): boolean {
    const place = this.#held.get(root);
    if (place) this.#surroundings.places.use(place, use);
    return place !== undefined;
  }

  /** A place for one more channel of this connection, where channels take descriptors; given back by `leave`. */
  async placeForChannel(
    connection: CarrierConnection,
    close: () => Promise<unknown>,
    use: ConnectionUse,
  ): Promise<Place | undefined> {
    const { descriptorsPerChannel } = connection;
    if (descriptorsPerChannel === 0) return undefined;
    const { places, closing } = this.#surroundings;
    return places.take(descriptorsPerChannel, async () => void (await close()), use, closing);
  }

  keep(root: string, place: Place): void {
    this.#held.set(root, place);
  }

  /** The place is free again. */
  drop(root: string, place: Place): void {
    if (this.#held.get(root) === place) this.#held.delete(root);
    this.leave(place);
  }

  leave(place: Place): void {
    this.#surroundings.places.leave(place);
  }

  /** Returns the place of a root that is being ended. Its descriptors stay taken until `leave`. */
  release(root: string): Place | undefined {
    const place = this.#held.get(root);
    this.#held.delete(root);
    return place;
  }

  /**
   * Repeats the work while the system has no free descriptor. A failure that stays makes this host
   * unreachable.
   */
  async unlessShort<T>(work: () => Promise<T>): Promise<T> {
    const { places, closing } = this.#surroundings;
    const onShortage = (): void => places.noteShortage();
    try {
      return await whileShort(work, { signal: closing, onShortage });
    } catch (error) {
      if (error instanceof MitorunError || !isShortage(error)) throw error;
      const message = error instanceof Error ? error.message : String(error);
      throw new MitorunError('CONNECTION', `Failed to connect: ${message}`, { cause: error });
    }
  }

  #shared(carrier: RouteCarrier, key: string, use: ConnectionUse): Promise<CarrierConnection> {
    const known = this.#open.get(key);
    if (known !== undefined) return known;
    const opening = this.#make(carrier, key, use);
    this.#open.set(key, opening);
    const forget = () => {
      if (this.#open.get(key) === opening) this.#open.delete(key);
    };
    opening.then((connection) => connection.lost.then(forget), forget);
    return opening;
  }

  async #make<Kind extends CarrierKind>(
    { kind, options }: RouteCarrier<Kind>,
    key: string,
    use: ConnectionUse,
  ): Promise<CarrierConnection> {
    const { carriers, places, closing, end } = this.#surroundings;
    const load: (() => Promise<Carrier<CarrierOptions[Kind]>>) | undefined = carriers[kind];
    if (load === undefined) throw new Error(`this broker was made without the carrier '${kind}'`);
    const carrier = await load();
    // What runs on this machine takes descriptors command by command.
    if (!carrierTraits[kind].logsIn) return carrier.open(options, closing);
    const where = carrierTraits[kind].describe(options);
    use.span.emit({ kind: 'connecting', where });
    const place = await places.take(this.#loginDescriptors, () => end(key), use, closing);
    this.keep(key, place);
    try {
      const connection = await this.unlessShort(() => carrier.open(options, closing, use.span));
      place.descriptors = connection.descriptors;
      this.#loginDescriptors = Math.max(this.#loginDescriptors, connection.descriptors);
      void connection.lost.then(() => this.drop(key, place));
      return connection;
    } catch (error) {
      this.drop(key, place);
      emitFailure(use.span, where, 'connect', error);
      throw error;
    }
  }
}
