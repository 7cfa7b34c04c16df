import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { receiveFile } from '../../../src/actions/transfer/receive-file.ts';
import type { Hop } from '../../../src/broker/hop.ts';
import { localRoute } from '../../broker/given-step.ts';
import { localBroker } from '../../broker/local-broker.ts';

const directory = mkdtempSync(join(tmpdir(), 'receive-'));
const broker = localBroker();
afterAll(async () => {
  await broker.close();
  rmSync(directory, { recursive: true, force: true });
});

const to = join(directory, 'new', 'copy');
afterEach(() => rmSync(join(directory, 'new'), { recursive: true, force: true }));

/** A hop that gives these pieces and then fails, if it has to. */
function giving(pieces: readonly Buffer[], fault?: Error): Hop {
  const readFile: Hop['readFile'] = async (_path, take) => {
    for (const piece of pieces) take(piece);
    if (fault) throw fault;
  };
  return { readFile } as Partial<Hop> as Hop;
}

describe('a fetched file is written as it comes (item 16)', () => {
  test.each([0, 5, 200_000, 3_000_001])('%i bytes, with their checksums', async (size) => {
    const source = join(directory, 'source');
    const data = Buffer.alloc(size, 'abcdefg');
    writeFileSync(source, data);
    const { sha1, md5 } = await receiveFile(await broker.hop(localRoute()), source, to);
    expect(readFileSync(to).equals(data)).toBe(true);
    expect(sha1).toBe(createHash('sha1').update(data).digest('hex'));
    expect(md5).toBe(createHash('md5').update(data).digest('hex'));
  });

  test('nothing is held of it: what has come is in the file before the rest comes', async () => {
    const readFile: Hop['readFile'] = async (_path, take) => {
      take(Buffer.from('first'));
      expect(readFileSync(to, 'utf8')).toBe('first');
      take(Buffer.from(' second'));
    };
    await receiveFile({ readFile } as Partial<Hop> as Hop, '/source', to);
    expect(readFileSync(to, 'utf8')).toBe('first second');
  });

  test('nothing is left of one that did not come whole', async () => {
    await expect(receiveFile(giving([Buffer.from('x')], new Error('lost')), '/source', to)).rejects.toThrow(
      'lost',
    );
    expect(existsSync(to)).toBe(false);
    await expect(receiveFile(await broker.hop(localRoute()), '/no/such/file', to)).rejects.toThrow(
      'No such file',
    );
    expect(existsSync(to)).toBe(false);
  });

  test('one that cannot be written says where, and the hop goes on', async () => {
    const hop = await broker.hop(localRoute());
    const source = join(directory, 'source');
    writeFileSync(source, Buffer.alloc(2_000_000));
    await expect(receiveFile(hop, source, '/dev/full')).rejects.toThrow(
      "Failed to fetch the file to '/dev/full': [Errno 28] No space left on device",
    );
    await expect(receiveFile(hop, source, '/dev/null/x')).rejects.toThrow(
      "Failed to fetch the file to '/dev/null/",
    );
    await receiveFile(hop, source, to);
    expect(readFileSync(to)).toHaveLength(2_000_000);
  });
});
