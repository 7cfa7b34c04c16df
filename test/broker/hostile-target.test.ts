import { deflateSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  encodeFrame,
  frameKind,
  type IncomingFrame,
  type OutgoingFrame,
} from '../../src/broker/agent/frames.ts';
import type { Broker, Hop } from '../../src/broker/hop.ts';
import type { ModuleManifest } from '../../src/modules/manifest.ts';
import { MitorunError } from '../../src/errors/mitorun-error.ts';
import { brokerOf, goodHello, ready, type Target } from './simulated-target.ts';
import { localRoute } from './given-step.ts';

const path = localRoute();

const content = { path: 'ping.py', hash: 'a'.repeat(64), read: () => Buffer.from('pass') };
const manifest: ModuleManifest = {
  name: 'ping',
  pythonName: 'ansible.modules.ping',
  style: 'new',
  main: content,
  support: [],
  coreVersion: '2.19.0',
} as unknown as ModuleManifest;

function runPing(hop: Hop): Promise<unknown> {
  return hop.runModule({ manifest, parameters: '{}', isolation: 'fork' });
}

/** Whatever came, a MitorunError or the value. */
async function outcomeOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    return await promise;
  } catch (error) {
    return error;
  }
}

function frame(
  kind: number,
  request: number,
  head?: unknown,
  body?: Buffer,
  more: Partial<OutgoingFrame> = {},
) {
  return encodeFrame({
    kind: kind as OutgoingFrame['kind'],
    hop: 1,
    request,
    head,
    ...(body && { body }),
    ...more,
  });
}

/** A frame with a head of these bytes. */
function rawHead(
  kind: number,
  request: number,
  head: string | Buffer,
  lengths: { head?: number; body?: number } = {},
) {
  const bytes = Buffer.from(head);
  const header = encodeFrame({ kind: kind as OutgoingFrame['kind'], hop: 1, request });
  header.writeUInt32BE(lengths.head ?? bytes.length, 12);
  header.writeUInt32BE(lengths.body ?? 0, 16);
  return Buffer.concat([header, bytes]);
}

const realTimeout = setTimeout;

function reallySleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    realTimeout(resolve, milliseconds);
  });
}

const rejections: unknown[] = [];
const noteRejection = (error: unknown): void => void rejections.push(error);
beforeEach(() => {
  process.on('unhandledRejection', noteRejection);
});
afterEach(async () => {
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
  process.off('unhandledRejection', noteRejection);
  expect(rejections.splice(0)).toEqual([]);
});

const greetings: Readonly<Record<string, string | Buffer>> = {
  'is not JSON': 'MITORUN1 {broken\n',
  'is an object': 'MITORUN1 {"a":1}\n',
  'is empty': 'MITORUN1 \n',
  'is deep': `MITORUN1 ${'['.repeat(30_000)}\n`,
  'is long': `MITORUN1 ["${'x'.repeat(200_000)}"]\n`,
  'is not UTF-8': Buffer.concat([Buffer.from('MITORUN1 ["'), Buffer.from([0xff, 0xfe]), Buffer.from('"]\n')]),
  'has NaN': goodHello.replace('1000', 'NaN'),
  'has a version that is none': goodHello.replace('11', '1e308'),
  'has a uid that is none': goodHello.replace('1000', '-1.5'),
  'is too short': 'MITORUN1 [[3,11,2],"/usr/bin/python3"]\n',
  'never ends': Buffer.alloc(2 * 1024 * 1024, 'x'),
  'is drowned in lines': Buffer.alloc(2 * 1024 * 1024, 'x\n'),
};

describe('item 7: a greeting that is none makes its host unreachable', () => {
  test.each(Object.entries(greetings))('that %s', async (_, bytes) => {
    let seen: Target | undefined;
    const broker = brokerOf((target) => {
      seen = target;
      target.write(bytes);
    });
    const error = await outcomeOf(broker.hop(path));
    expect(error).toBeInstanceOf(MitorunError);
    expect(error).toMatchObject({ code: 'CONNECTION' });
    expect(String(error)).toContain('phase bootstrap');
    expect(seen?.isDestroyed).toBe(true);
    await broker.close();
  });

  test('that drips, at its deadline', async () => {
    const broker = brokerOf(
      (target) => {
        const drip = setInterval(() => (target.isDestroyed ? clearInterval(drip) : target.write('M')), 5);
      },
      { bootstrap: 300 },
    );
    expect(await outcomeOf(broker.hop(path))).toMatchObject({ code: 'CONNECTION' });
    await broker.close();
  });

  test('that is followed by standard error without end', async () => {
    const broker = brokerOf((target) => {
      for (let sent = 0; sent < 70; sent++) target.complain('e'.repeat(1024 * 1024));
    });
    const error = await outcomeOf(broker.hop(path));
    expect(error).toMatchObject({ code: 'CONNECTION' });
    expect(String(error).length).toBeLessThan(20_000);
    await broker.close();
  });
});

type Answer = (request: IncomingFrame, target: Target) => Buffer | undefined;

const run = frameKind.run;
/** What answers `run`; each makes the host unreachable. */
const answers: Readonly<Record<string, Answer>> = {
  'a head that is no JSON': ({ request }) => rawHead(2, request, '{bad'),
  'a head that is not UTF-8': ({ request }) => rawHead(2, request, Buffer.from([0x22, 0xff, 0x22])),
  'a head with NaN': ({ request }) => rawHead(2, request, '{"rc":NaN,"err":0}'),
  'a deep head': ({ request }) => rawHead(2, request, '['.repeat(50_000) + ']'.repeat(50_000)),
  'a head said to have 4 GiB': ({ request }) => rawHead(2, request, '', { head: 0xffffffff }),
  'a body said to have 4 GiB': ({ request }) => rawHead(2, request, '', { body: 0xffffffff }),
  'no head': ({ request }) => frame(2, request),
  'a text as rc': ({ request }) => frame(2, request, { rc: 'x', err: 0 }),
  'a fraction as rc': ({ request }) => frame(2, request, { rc: 0.5, err: 0 }),
  'a huge rc': ({ request }) => frame(2, request, { rc: 1e300, err: 0 }),
  'an err beyond the body': ({ request }) => frame(2, request, { rc: 0, err: 10 }, Buffer.from('{}')),
  'a negative err': ({ request }) => frame(2, request, { rc: 0, err: -1 }, Buffer.from('{}')),
  'skipped, of no chain': ({ request }) => frame(2, request, { skipped: true }),
  'only __proto__': ({ request }) => rawHead(2, request, '{"__proto__":{"rc":0,"err":0}}'),
  'unknown flags': ({ request }) => frame(2, request, { rc: 0, err: 0 }, undefined, { flags: 0x80 }),
  'the last piece of an upload': ({ request }) =>
    frame(2, request, { rc: 0, err: 0 }, undefined, { flags: 2 }),
  'a body that zlib refuses': ({ request }) => {
    const bytes = frame(2, request, { rc: 0, err: 0 }, Buffer.from('nope'));
    bytes.writeUInt16BE(1, 2);
    return bytes;
  },
  'a request that was not made': ({ request }) => frame(2, request + 7, { rc: 0, err: 0 }),
  'request 0': () => frame(2, 0, { rc: 0, err: 0 }),
  'another agent': ({ request }) => frame(2, request, { rc: 0, err: 0 }, undefined, { hop: 2 }),
  'a credit': ({ request }) => frame(9, request, [5]),
  'a credit that is an object': ({ request }) => frame(9, request, { x: 1 }),
  'a failure without code': ({ request }) => frame(3, request, { x: 1 }),
  'a failure of an unknown code': ({ request }) => frame(3, request, { code: 'bored' }),
  'cancelled, though it was not': ({ request }) => frame(3, request, { code: 'cancelled' }),
  'a timeout that was not set': ({ request }) => frame(3, request, { code: 'timeout' }),
  'a failed become': ({ request }) => frame(3, request, { code: 'become', why: 'wrong' }),
  'missing, again and again': ({ request }) => frame(3, request, { code: 'missing' }),
  'a kind that does not exist': ({ request }) => frame(77, request),
  'a request': ({ request }) => frame(run, request, {}),
  'an empty piece': ({ request }) => frame(8, request),
  'a log without head': () => frame(4, 0),
  'a log of another type': () => frame(4, 0, { text: 5 }),
  'lost, itself': () => frame(5, 0, { output: 'x' }),
  'lost, an agent that is none': () => frame(5, 0, {}, undefined, { hop: 99 }),
  'ready, again': () => ready,
  'ready, for an agent that is none': () => frame(1, 0, {}, undefined, { hop: 99 }),
  garbage: () => Buffer.from('Traceback (most recent call last)\n'),
  'garbage after a good log': () =>
    Buffer.concat([frame(4, 0, { text: 'hi' }), Buffer.from('\u001b[2Jgarbage')]),
};

describe('item 7: an answer that the protocol does not allow makes its host unreachable', () => {
  test.each(Object.entries(answers))('%s', async (_, answer) => {
    let seen: Target | undefined;
    const broker = brokerOf((target) => {
      seen = target;
      target.write(goodHello);
      target.write(ready);
      target.onFrame = (asked) => {
        if (asked.kind !== run) return;
        const bytes = answer(asked, target);
        if (bytes !== undefined) target.write(bytes);
      };
    });
    const error = await outcomeOf(broker.hop(path).then(runPing));
    expect(error).toBeInstanceOf(MitorunError);
    expect(error).toMatchObject({ code: 'CONNECTION' });
    expect(String(error)).toContain('phase run');
    // oxlint-disable-next-line no-control-regex
    expect(String(error)).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f]/u);
    expect(seen?.isDestroyed).toBe(true);
    await broker.close();
  });

  test('a fault of the agent itself is the task’s, with its words', async () => {
    const broker = brokerOf((target) => {
      target.write(goodHello);
      target.write(ready);
      target.onFrame = ({ kind, request }) => {
        if (kind === run) target.write(frame(3, request, { code: 'agent', message: 'Trace\u001b[31mback' }));
      };
    });
    const error = await outcomeOf(broker.hop(path).then(runPing));
    expect(error).toMatchObject({ code: 'ACTION' });
    expect(String(error)).toContain(String.raw`Trace\x1b[31mback`);
    await broker.close();
  });

  test('frames ahead of ready', async () => {
    const broker = brokerOf((target) => {
      target.write(goodHello);
      target.write(frame(4, 0, { text: 'x' }));
    });
    expect(await outcomeOf(broker.hop(path).then(runPing))).toMatchObject({ code: 'CONNECTION' });
    await broker.close();
  });

  test('a second reply: the first one counts, and the next use of the machine is told', async () => {
    const broker = brokerOf((target) => {
      target.write(goodHello);
      target.write(ready);
      target.onFrame = ({ kind, request }) => {
        if (kind !== run) return;
        const reply = frame(2, request, { rc: 0, err: 0 }, Buffer.from('{}'));
        target.write(Buffer.concat([reply, reply]));
      };
    });
    const outcome = await outcomeOf(broker.hop(path).then(runPing));
    expect(outcome).toMatchObject({ rc: 0, stdout: '{}' });
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
    expect(await outcomeOf(broker.hop(path).then(runPing))).toMatchObject({ code: 'CONNECTION' });
    await broker.close();
  });
});

describe('item 7: what one target sends takes a bounded part of memory', () => {
  /** Answers `run` by calling `more` until the channel is given up. */
  async function flood(
    more: (request: number) => Buffer,
    first?: (request: number) => Buffer,
  ): Promise<number> {
    let sent = 0;
    const broker = brokerOf((target) => {
      target.write(goodHello);
      target.write(ready);
      target.onFrame = ({ kind, request }) => {
        if (kind !== run) return;
        if (first) target.write(first(request));
        const pour = (): void => {
          if (target.isDestroyed) return;
          const bytes = more(request);
          sent += bytes.length;
          target.write(bytes);
          setImmediate(pour);
        };
        pour();
      };
    });
    expect(await outcomeOf(broker.hop(path).then(runPing))).toMatchObject({ code: 'CONNECTION' });
    await broker.close();
    return sent;
  }

  test('a bomb is not inflated beyond the longest text', async () => {
    const chunk = deflateSync(Buffer.alloc(600 * 1024 * 1024), { level: 1 });
    await flood((request) => {
      const bytes = encodeFrame(
        { kind: frameKind.reply, hop: 1, request, head: { rc: 0, err: 0 } },
        { bytes: chunk, compressed: true },
      );
      return bytes;
    });
  }, 60_000);

  test('pieces without end', async () => {
    const piece = deflateSync(Buffer.alloc(8 * 1024 * 1024), { level: 1 });
    const send = (request: number): Buffer =>
      encodeFrame({ kind: frameKind.data, hop: 1, request }, { bytes: piece, compressed: true });
    await flood(send);
  }, 60_000);

  test('log frames without end', async () => {
    const text = 'y'.repeat(100_000);
    const sent = await flood(() => frame(4, 0, { text }));
    expect(sent).toBeLessThan(80 * 1024 * 1024);
  });

  test('empty log frames, and failures of nothing, without end', async () => {
    const frames = Buffer.concat(Array.from({ length: 1000 }, () => frame(4, 0, { text: '' })));
    expect(await flood(() => frames)).toBeLessThan(8 * 1024 * 1024);
    const failures = Buffer.concat(Array.from({ length: 1000 }, () => frame(3, 0, { code: 'os' })));
    expect(await flood(() => failures)).toBeLessThan(8 * 1024 * 1024);
  });
});

describe('item 7: every wait has a deadline', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  });
  afterEach(() => {
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  /** What becomes of `use` within so many seconds. */
  async function within(
    seconds: number,
    behave: (target: Target) => void,
    use: (hop: Hop, broker: Broker) => Promise<unknown>,
  ) {
    const broker = brokerOf(behave, { bootstrap: 60_000 });
    const outcome = outcomeOf(broker.hop(path).then((hop) => use(hop, broker)));
    let settled: unknown = 'still waiting';
    void outcome.then((value) => {
      settled = value;
    });
    // What has no clock (streams, zlib's threads) gets a little real time; then the clock goes on in 200 steps at most.
    const step = Math.max(1, seconds / 200);
    await reallySleep(200);
    for (let second = 0; second < seconds && settled === 'still waiting'; second += step) {
      await vi.advanceTimersByTimeAsync(step * 1000);
      await reallySleep(5);
    }
    const found = settled;
    const closing = broker.close();
    await vi.advanceTimersByTimeAsync(1000);
    await closing;
    // A cancel's own timer says nothing any more.
    await vi.advanceTimersByTimeAsync(60_000);
    return found;
  }
  const agent =
    (onFrame: (asked: IncomingFrame, target: Target) => void) =>
    (target: Target): void => {
      target.write(goodHello);
      target.write(ready);
      target.onFrame = (asked) => onFrame(asked, target);
    };
  const silent = agent(() => undefined);

  test('no greeting', async () => {
    expect(await within(62, () => undefined, runPing)).toMatchObject({ code: 'CONNECTION' });
  });
  test('a greeting and no agent', async () => {
    expect(await within(62, (target) => target.write(goodHello), runPing)).toMatchObject({
      code: 'CONNECTION',
    });
  });
  test('half a frame', async () => {
    const half = agent(({ kind, request }, target) => {
      if (kind === run) target.write(frame(2, request, { rc: 0, err: 0 }).subarray(0, 25));
    });
    expect(await within(122, half, runPing)).toMatchObject({ code: 'CONNECTION' });
  });
  test.each<[string, (hop: Hop) => Promise<unknown>]>([
    ['a temporary directory', (hop) => hop.temporaryDirectory()],
    ['a small file', (hop) => hop.putFile({ data: Buffer.alloc(10) }, '/x')],
    ['reading a file', (hop) => hop.readFile('/x', () => undefined)],
    ['removing a file', (hop) => hop.remove('/x')],
  ])('%s', async (_, use) => {
    const error = await within(122, silent, use);
    expect(error).toMatchObject({ code: 'CONNECTION' });
    expect(String(error)).toContain('Timeout (120s) waiting for ');
  });
  test('item 31: an upload that takes nothing', async () => {
    const error = await within(140, silent, (hop) => hop.putFile({ data: Buffer.alloc(4_000_000) }, '/x'));
    expect(error).toMatchObject({ code: 'CONNECTION' });
    expect(String(error)).toContain('phase transfer');
  });
  test('item 31: each of 36 hosts that take nothing fails, and one that takes goes on', async () => {
    const taking = agent(({ kind, request, body, flags }, target) => {
      if (kind !== frameKind.data) return;
      target.write((flags & 2) !== 0 ? frame(2, request, {}) : frame(9, request, [body.length]));
    });
    let opened = 0;
    const behave = (target: Target): void => (opened++ === 0 ? taking : silent)(target);
    const put = (hop: Hop): Promise<unknown> => hop.putFile({ data: Buffer.alloc(2_000_000, 1) }, '/x');
    const outcomes = await within(140, behave, async (healthy, broker) => {
      const stalled = Array.from({ length: 36 }, (_, host) =>
        outcomeOf(broker.hop(localRoute(`/python${host}`)).then(put)),
      );
      await put(healthy);
      return Promise.all(stalled);
    });
    expect(opened).toBe(37);
    expect(outcomes).toEqual(
      Array.from({ length: 36 }, () => expect.objectContaining({ code: 'CONNECTION' })),
    );
  });
  test('item 31: an upload that goes on slowly may take its time', async () => {
    let busyUntil = 0;
    const slow = agent(({ kind, request, body, flags }, target) => {
      if (kind !== frameKind.data) return;
      const isLast = (flags & 2) !== 0;
      busyUntil = Math.max(busyUntil, performance.now()) + 60_000;
      const answer = isLast ? frame(2, request, {}) : frame(9, request, [body.length]);
      setTimeout(() => target.write(answer), busyUntil - performance.now());
    });
    expect(await within(3600, slow, (hop) => hop.putFile({ data: Buffer.alloc(2_000_000, 1) }, '/x'))).toBe(
      undefined,
    );
  });
  test.each([
    ['a negative credit', -1e9],
    ['a credit of nothing', 0],
    ['a credit beyond what was sent', 1e9],
    ['half a byte', 0.5],
  ])('item 31: %s', async (_, credit) => {
    const generous = agent(({ kind, request }, target) => {
      if (kind === frameKind.data) target.write(frame(9, request, [credit]));
    });
    const put = (hop: Hop): Promise<unknown> => hop.putFile({ data: Buffer.alloc(4_000_000) }, '/x');
    const error = await within(100, generous, put);
    expect(error).toMatchObject({ code: 'CONNECTION' });
    expect(String(error)).toContain('broke the protocol');
  });
  test('item 31: an upload that is answered before it is sent', async () => {
    const hasty = agent(({ kind, request }, target) => {
      if (kind === frameKind.put) target.write(frame(2, request, {}));
    });
    const put = (hop: Hop): Promise<unknown> => hop.putFile({ data: Buffer.alloc(4_000_000) }, '/x');
    expect(await within(100, hasty, put)).toMatchObject({ code: 'CONNECTION' });
  });
  test('a cancelled step that does not end', async () => {
    const use = (hop: Hop): Promise<unknown> => {
      const abort = new AbortController();
      setTimeout(() => abort.abort(new Error('enough')), 1000);
      return hop.runModule({ manifest, parameters: '{}', isolation: 'fork', signal: abort.signal });
    };
    expect(await within(35, silent, use)).toBeInstanceOf(MitorunError);
  });
  test('a module may run for hours', async () => {
    expect(await within(7200, silent, runPing)).toBe('still waiting');
  });
});
