import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { ProtocolViolation } from '../../src/broker/agent/protocol-violation.ts';
import { encodeFrame, FrameDecoder, frameKind } from '../../src/broker/agent/frames.ts';

const frames = [
  {
    kind: frameKind.run,
    hop: 1,
    request: 7,
    head: { text: 'ü', list: [1, null] },
    body: Buffer.from('short'),
  },
  { kind: frameKind.cancel, hop: 4_000_000_000, request: 4_294_967_295 },
  { kind: frameKind.data, hop: 2, request: 8, body: Buffer.alloc(100_000, 'compressible ') },
  { kind: frameKind.data, hop: 2, request: 8, body: randomBytes(100_000), flags: 2 },
];

test.each([1, 7, 19, 20, 21, 1000, 65_536, 1_000_000])(
  'frames come whole out of pieces of %i bytes',
  (size) => {
    const bytes = Buffer.concat(frames.map((frame) => encodeFrame(frame)));
    const decoder = new FrameDecoder();
    const found = [];
    for (let at = 0; at < bytes.length; at += size)
      found.push(...decoder.push(bytes.subarray(at, at + size)));
    expect(found).toHaveLength(frames.length);
    for (const [index, frame] of frames.entries()) {
      expect(found[index]).toMatchObject({ kind: frame.kind, hop: frame.hop, request: frame.request });
      expect(found[index]?.head).toEqual(frame.head);
      expect(found[index]?.body.equals(frame.body ?? Buffer.alloc(0))).toBe(true);
    }
  },
);

test('a stream of something else is refused', () => {
  expect(() => [...new FrameDecoder().push(Buffer.from('Last login: today from nowhere'))]).toThrow(
    ProtocolViolation,
  );
});
