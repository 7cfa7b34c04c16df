import { PassThrough } from 'node:stream';
import { createBroker } from '../../src/broker/broker.ts';
import type { Channel, ChannelEnd } from '../../src/broker/carriers/channel.ts';
import { bootstrapPayload } from '../../src/broker/agent/bootstrap-payload.ts';
import {
  encodeFrame,
  FrameDecoder,
  type IncomingFrame,
  type OutgoingFrame,
} from '../../src/broker/agent/frames.ts';
import type { AgentTimeouts, Broker } from '../../src/broker/hop.ts';

/** One agent, or what says that it is one, at the other end of a channel that exists in memory alone. */
export interface Target {
  /** What the controller sent, without the bootstrap's own bytes. */
  onFrame: (frame: IncomingFrame) => void;
  /** Bytes as they are. */
  write(bytes: Buffer | string): void;
  send(frame: OutgoingFrame): void;
  readonly isDestroyed: boolean;
  /** Bytes of standard error. */
  complain(text: string): void;
  end(end?: Partial<ChannelEnd>): void;
}

const greeting = [[3, 11, 2], '/usr/bin/python3', ['/usr/bin/python3'], 1000, 'deploy', '/home/deploy'];

export const goodHello = `MITORUN1 ${JSON.stringify(greeting)}\n`;

export const ready = encodeFrame({ kind: 1, hop: 1, request: 0, head: { pid: 1 } });

/**
 * A broker whose one carrier leads to `behave`. Destroying a channel does not end it: a target that does not let go
 * must not be waited for.
 */
export function brokerOf(behave: (target: Target) => void, timeouts?: Partial<AgentTimeouts>): Broker {
  const open = (): Promise<{
    execute(): Promise<Channel>;
    close(): Promise<void>;
    lost: Promise<string>;
    descriptors: number;
    descriptorsPerChannel: number;
  }> => {
    let close: (reason: string) => void = () => undefined;
    const lost = new Promise<string>((resolve) => {
      close = resolve;
    });
    return Promise.resolve({
      execute: () => Promise.resolve(channelOf(behave)),
      close: () => Promise.resolve(close('closed')),
      lost,
      descriptors: 0,
      descriptorsPerChannel: 0,
    });
  };
  return createBroker({
    carriers: { local: () => Promise.resolve({ open }) },
    agentTimeouts: { bootstrap: 60_000, become: 1000, close: 200, ...timeouts },
  });
}

function channelOf(behave: (target: Target) => void): Channel {
  const stdin = new PassThrough({ highWaterMark: 16 * 1024 * 1024 });
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  let finish: (end: ChannelEnd) => void = () => undefined;
  const ended = new Promise<ChannelEnd>((resolve) => {
    finish = resolve;
  });
  let isDestroyed = false;
  const decoder = new FrameDecoder();
  let skip = bootstrapPayload().length + 4;
  const target: Target = {
    onFrame: () => undefined,
    write: (bytes) => void stdout.write(bytes),
    send: (frame) => void stdout.write(encodeFrame(frame)),
    get isDestroyed() {
      return isDestroyed;
    },
    complain: (text) => void stderr.write(text),
    end: (end) => finish({ code: undefined, signal: undefined, reason: undefined, ...end }),
  };
  stdin.on('data', (data: Buffer) => {
    const frames = data.subarray(Math.min(skip, data.length));
    skip -= data.length - frames.length;
    if (frames.length > 0) for (const frame of decoder.push(frames)) target.onFrame(frame);
  });
  stdin.on('end', () => target.end({ code: 0 }));
  behave(target);
  return {
    stdin,
    stdout,
    stderr,
    ended,
    destroy: () => {
      isDestroyed = true;
      stdout.resume();
    },
  };
}
