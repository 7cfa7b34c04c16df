/** Bytes of one piece of an upload. */
export const pieceSize = 64 * 1024;
/** Bytes that one host may have on their way, not written by the target yet, while few hosts are being sent files. */
const windowSize = 1024 * 1024;
/** Bytes that the hosts share when they are many. */
const sharedSize = 32 * 1024 * 1024;

/**
 * Limits the bytes that a run's uploads may have on their way. Every host has its own share. The more hosts,
 * the smaller the share, but it is never less than one piece. No host waits for another's share, so a host
 * that takes nothing stops no other.
 *
 * With n hosts that all take nothing, at most 32 MiB × (1 + ln(n / 32)) are on their way (103 MiB for 300):
 * the first hosts keep what they had before the others came.
 */
export class UploadShares {
  readonly #hosts = new Set<HostShare>();

  /** Bytes that each host may have on their way now. */
  get each(): number {
    return Math.max(pieceSize, Math.min(windowSize, Math.floor(sharedSize / Math.max(1, this.#hosts.size))));
  }

  host(): HostShare {
    return new HostShare(this);
  }

  enter(host: HostShare): void {
    this.#hosts.add(host);
  }

  leave(host: HostShare): void {
    this.#hosts.delete(host);
    for (const other of this.#hosts) other.goOn();
  }
}

interface Waiting {
  readonly bytes: number;
  readonly go: () => void;
}

/** What the uploads to one host have on their way together. */
export class HostShare {
  readonly #shares: UploadShares;
  readonly #waiting = new Set<Waiting>();
  #uploads = 0;
  #held = 0;

  constructor(shares: UploadShares) {
    this.#shares = shares;
  }

  /** Notes that an upload begins. The host takes part in the sharing until all its uploads have ended. */
  begin(): void {
    this.#uploads++;
    this.#shares.enter(this);
  }

  end(): void {
    if (--this.#uploads === 0) this.#shares.leave(this);
  }

  /**
   * Waits for room, in the order of the calls. Returns false, and takes nothing, when `signal` is aborted
   * first.
   */
  take(bytes: number, signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return Promise.resolve(false);
    if (this.#waiting.size === 0 && this.#hasRoom(bytes)) {
      this.#held += bytes;
      return Promise.resolve(true);
    }
    return new Promise((resolve) => {
      const giveUp = () => {
        this.#waiting.delete(waiting);
        resolve(false);
        this.goOn();
      };
      const waiting: Waiting = {
        bytes,
        go: () => {
          signal.removeEventListener('abort', giveUp);
          resolve(true);
        },
      };
      this.#waiting.add(waiting);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }

  release(bytes: number): void {
    this.#held -= bytes;
    this.goOn();
  }

  /** Lets the waiting uploads go on that have room now. */
  goOn(): void {
    for (const waiting of this.#waiting) {
      if (!this.#hasRoom(waiting.bytes)) return;
      this.#waiting.delete(waiting);
      this.#held += waiting.bytes;
      waiting.go();
    }
  }

  #hasRoom(bytes: number): boolean {
    return this.#held === 0 || this.#held + bytes <= this.#shares.each;
  }
}
