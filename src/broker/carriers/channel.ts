import type { Readable, Writable } from 'node:stream';
import type { Span } from '../../events/span.ts';
import type { LinkProbe } from '../agent/silent-link.ts';

/** Bytes in, bytes out: one command that runs on the first machine of a route. */
export interface Channel {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Settles when the command has ended and its output is read; never rejects. */
  readonly ended: Promise<ChannelEnd>;
  /** Ends it now: closes the channel, and kills a local child. */
  destroy(): void;
}

export interface ChannelEnd {
  readonly code: number | undefined;
  readonly signal: string | undefined;
  /** Why it ended, where neither is known: the connection was lost. */
  readonly reason: string | undefined;
}

export function describeEnd(end: ChannelEnd): string {
  if (end.reason !== undefined) return end.reason;
  if (end.signal !== undefined) return `the agent was ended by ${end.signal}`;
  return `the agent ended with exit code ${end.code ?? 'unknown'}`;
}

/** How bytes leave the controller. `open` fails with MitorunError CONNECTION whose message names phase, time and cause. */
export interface Carrier<Options> {
  /**
   * @param signal gives up: rejects with INTERRUPTED at once, whatever is being waited for
   * @param asker who wants it, in whose span events are emitted
   */
  open(options: Options, signal?: AbortSignal, asker?: Span): Promise<CarrierConnection>;
}

/** One login: several commands may run over it, side by side. */
export interface CarrierConnection {
  /** Runs `command` by the login shell of the far side (`/bin/sh -c` for a local one). */
  execute(command: string, options?: { readonly terminal?: boolean }): Promise<Channel>;
  /** Settles when it is gone, or takes too long to go. `now` waits for no word of the other side. */
  close(options?: { readonly now?: boolean }): Promise<void>;
  /** Descriptors that it takes in this process, but for those of its channels. */
  readonly descriptors: number;
  /** Descriptors that each of its channels takes. */
  readonly descriptorsPerChannel: number;
  /** Asks the machine itself whether it is there. Undefined where nothing lies between. */
  readonly probe?: LinkProbe | undefined;
  /** Settles with the reason when the connection is lost or closed. */
  readonly lost: Promise<string>;
}
