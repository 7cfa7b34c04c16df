import { afterEach, describe, expect, test } from 'vitest';
import { frameKind, FrameDecoder, encodeFrame, type FrameKind } from '../../src/broker/agent/frames.ts';
import { MitorunError } from '../../src/errors/mitorun-error.ts';
import { ProtocolViolation } from '../../src/broker/agent/protocol-violation.ts';
import type { ModuleManifest } from '../../src/modules/manifest.ts';
import { brokerOf, goodHello, ready } from './simulated-target.ts';
import { become, localRoute } from './given-step.ts';

/** Kept: one that found a fault stays in the list. */
const seeds = [1, 7, 42, 1729, 65_537, 20_260_131, 0xa7a7a7a7, 0xdeadbeef];
const decodedPerSeed = 400;
const talksPerSeed = 40;

const path = localRoute();
const content = { path: 'ping.py', hash: 'a'.repeat(64), read: () => Buffer.from('pass') };
const manifest = {
  name: 'ping',
  pythonName: 'ansible.modules.ping',
  style: 'new',
  main: content,
  support: [],
  coreVersion: '2.19.0',
} as unknown as ModuleManifest;

/** Numbers below `limit`, the same ones for the same seed (mulberry32). */
function randomOf(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

const heads: readonly unknown[] = [
  undefined,
  null,
  {},
  [],
  [1],
  [-1],
  [1e308],
  'text',
  { rc: 0, err: 0 },
  { rc: -9, err: 2 },
  { rc: '0', err: null },
  { skipped: true },
  { text: '\u001b[2J' },
  { code: 'os', message: 'x' },
  { code: 'missing' },
  { code: 'cancelled' },
  { code: 'become', why: 'wrong', status: -1 },
  { path: '/tmp/x' },
  { path: '\u0000' },
  { hello: goodHello },
  JSON.parse('{"__proto__":{"rc":0},"rc":1,"err":0}') as unknown,
];
const kinds = [...Object.values(frameKind), 0, 6, 77, 255];

function frameOf(random: (limit: number) => number, requests: readonly number[]): Buffer {
  return encodeFrame({
    kind: kinds[random(kinds.length)] as FrameKind,
    hop: random(4) === 0 ? random(4) : 1,
    request: requests[random(requests.length)] ?? random(5),
    head: heads[random(heads.length)],
    body: Buffer.alloc(random(5) === 0 ? random(5000) : random(20), 'b'),
    flags: random(8) === 0 ? random(65_536) : 0,
  });
}

/** Good bytes with something wrong in them: a bit, a cut, a repetition, a hole, a length. */
function mutated(bytes: Buffer, random: (limit: number) => number): Buffer {
  const copy = Buffer.from(bytes);
  const at = random(Math.max(1, copy.length));
  switch (random(7)) {
    case 0:
      copy[at] = random(256);
      return copy;
    case 1:
      return copy.subarray(0, at);
    case 2:
      return Buffer.concat([copy, copy.subarray(at)]);
    case 3:
      return Buffer.concat([copy.subarray(0, at), copy.subarray(at + random(20))]);
    case 4:
      if (copy.length >= 20)
        copy.writeUInt32BE((random(65_536) * 65_536 + random(65_536)) >>> 0, 12 + 4 * random(2));
      return copy;
    case 5:
      return Buffer.concat([
        copy.subarray(0, at),
        Buffer.from(`${'[{'.repeat(random(200))}\u0000`),
        copy.subarray(at),
      ]);
    default:
      return copy;
  }
}

/** In pieces of any size. */
function* pieces(bytes: Buffer, random: (limit: number) => number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; ) {
    const size = 1 + random(random(3) === 0 ? 5 : 3000);
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

const unhandled: unknown[] = [];
const note = (error: unknown): void => void unhandled.push(error);
process.on('unhandledRejection', note);
afterEach(() => {
  expect(unhandled.splice(0)).toEqual([]);
});

function timers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
}

describe('item 7: whatever a target sends', () => {
  test.each(seeds)(
    'the decoder gives frames or a violation, and keeps no more than came (seed %i)',
    (seed) => {
      const random = randomOf(seed);
      for (let round = 0; round < decodedPerSeed; round++) {
        const stream = Buffer.concat(Array.from({ length: 1 + random(4) }, () => frameOf(random, [])));
        const decoder = new FrameDecoder();
        let came = 0;
        let given = 0;
        try {
          for (const piece of pieces(mutated(stream, random), random)) {
            came += piece.length;
            for (const frame of decoder.push(piece)) given += 20 + (frame.flags & 1 ? 0 : frame.body.length);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolViolation);
        }
        expect(given).toBeLessThanOrEqual(came);
      }
    },
  );

  test.each(seeds)(
    'a talk ends with an outcome or that host’s error, and leaves nothing (seed %i)',
    async (seed) => {
      const random = randomOf(seed ^ 0x5eed);
      const before = timers();
      for (let round = 0; round < talksPerSeed; round++) {
        const broker = brokerOf((target) => {
          const requests: number[] = [];
          const start = Buffer.concat([Buffer.from(goodHello), ready]);
          target.write(random(5) === 0 ? mutated(start, random) : start);
          target.onFrame = ({ request }) => {
            if (request !== 0) requests.push(request);
            for (let sent = random(3); sent >= 0; sent--)
              for (const piece of pieces(mutated(frameOf(random, requests), random), random))
                target.write(piece);
            // Where nothing was wrong with that, it goes now.
            setImmediate(() => target.end({ reason: 'gone' }));
          };
          // One whose greeting was spoilt is gone, too.
          setTimeout(() => target.end({ reason: 'gone' }), 30);
        });
        const use = async (): Promise<unknown> => {
          const hop = await broker.hop(path);
          const asked = await Promise.allSettled([
            hop.runModule({ manifest, parameters: '{}', isolation: 'fork' }),
            hop.command({ command: 'true' }),
            hop.readFile('/x', () => undefined),
            hop.temporaryDirectory(),
            hop.putFile({ data: Buffer.alloc(random(2) * 300_000) }, '/x'),
            broker.hop({ ...path, steps: [become('root', { become_exe: 'sudo', become_flags: '' })] }),
          ]);
          for (const outcome of asked)
            if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(MitorunError);
          return undefined;
        };
        const outcome = await use().catch((error: unknown) => error);
        if (outcome !== undefined) expect(outcome).toBeInstanceOf(MitorunError);
        await broker.close();
      }
      await new Promise((resolve) => {
        setTimeout(resolve, 50);
      });
      expect(timers()).toBeLessThanOrEqual(before);
    },
  );
});
