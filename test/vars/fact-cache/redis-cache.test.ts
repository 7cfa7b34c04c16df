import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Dict } from '../../../src/python/dict.ts';
import { RedisCache, type RedisCacheOptions } from '../../../src/vars/fact-cache/redis-cache.ts';

/** As much of redis as a cache of facts asks for: strings, one sorted set, and what was sent. */
class FakeRedis {
  readonly texts = new Map<string, string>();
  readonly scores = new Map<string, number>();
  readonly sent: string[][] = [];
  readonly #sockets = new Set<Socket>();
  readonly #server: Server = createServer((socket) => {
    this.#sockets.add(socket);
    let received = '';
    socket.on('data', (data) => {
      received += data.toString('utf8');
      for (;;) {
        const command = takeCommand(received);
        if (!command) return;
        received = command.rest;
        this.sent.push(command.words);
        socket.write(this.#answer(command.words));
      }
    });
  });

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return (this.#server.address() as AddressInfo).port;
  }
  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }

  #answer([name = '', key = '', ...rest]: string[]): string {
    const bulk = (text: string | undefined): string =>
      text === undefined ? '$-1\r\n' : `$${Buffer.byteLength(text)}\r\n${text}\r\n`;
    const array = (texts: readonly (string | undefined)[]): string =>
      `*${texts.length}\r\n${texts.map(bulk).join('')}`;
    switch (name.toLowerCase()) {
      case 'info':
        return bulk('loading:0');
      case 'zrange':
        return array([...this.scores.keys()]);
      case 'mget':
        return array([key, ...rest].map((each) => this.texts.get(each)));
      case 'setex':
        this.texts.set(key, rest[1] ?? '');
        return '+OK\r\n';
      case 'zadd':
        this.scores.set(rest[1] ?? '', Number(rest[0]));
        return ':1\r\n';
      case 'del':
        return this.texts.delete(key) ? ':1\r\n' : ':0\r\n';
      case 'zrem':
        return this.scores.delete(rest[0] ?? '') ? ':1\r\n' : ':0\r\n';
      default:
        return '+OK\r\n';
    }
  }
}

/** One command in redis' protocol, all ASCII here; undefined while it is not whole. */
function takeCommand(text: string): { words: string[]; rest: string } | undefined {
  const lines = text.split('\r\n');
  const count = Number(lines[0]?.slice(1));
  if (lines.length < 2 * count + 2) return undefined;
  const words = Array.from({ length: count }, (_, index) => lines[2 * index + 2] ?? '');
  return { words, rest: lines.slice(2 * count + 1).join('\r\n') };
}

let server: FakeRedis;
let port: number;
beforeEach(async () => {
  server = new FakeRedis();
  port = await server.listen();
});
afterEach(() => server.close());

function open(options: Partial<RedisCacheOptions> = {}): Promise<RedisCache> {
  return RedisCache.open({
    connection: `127.0.0.1:${port}:3:secret:with colon`,
    sentinel: undefined,
    prefix: 'ansible_facts',
    keySet: 'ansible_cache_keys',
    timeout: 60,
    warn: (message) => {
      throw new Error(message);
    },
    ...options,
  });
}

describe('facts in redis', () => {
  it('are entries as community.general.redis makes them, for later runs', async () => {
    const first = await open();
    first.set('web1', Dict.of({ system: 'Linux' }));
    await first.close();
    expect(server.sent).toContainEqual(['auth', 'secret:with colon']);
    expect(server.sent).toContainEqual(['select', '3']);
    const text = '{\n    "__payload__": "{\\"system\\": \\"Linux\\"}"\n}';
    expect(server.sent).toContainEqual(['setex', 'ansible_factss1_web1', '60', text]);
    expect([...server.scores.keys()]).toEqual(['s1_web1']);
    const second = await open();
    expect(second.get('web1')?.get('system')).toBe('Linux');
    expect(second.get('web2')).toBeUndefined();
    second.delete('web1');
    await second.close();
    expect([server.texts.size, server.scores.size]).toEqual([0, 0]);
  });

  it('need a connection that parses and answers', async () => {
    await expect(open({ connection: 'somewhere' })).rejects.toThrow('Unable to parse connection string');
    server.close();
    await expect(open()).rejects.toThrow(/^The redis fact cache cannot be reached: connect ECONNREFUSED/);
  });
});
