import type { Redis, RedisOptions } from 'ioredis';
import { MitorunError } from '../../errors/mitorun-error.ts';
import { Dict } from '../../python/dict.ts';
import { dumpJson } from '../../python/json/dump.ts';
import { parseJson } from '../../python/json/parse.ts';
import { cachedFacts } from './cached-facts.ts';
import type { FactCache } from './fact-cache.ts';

export interface RedisCacheOptions {
  /** `host:port:db:password`, behind `tls://` for TLS; with `sentinel`, `host:port;host:port;db:password`. */
  readonly connection: string;
  /** The name of the service that sentinels watch over. */
  readonly sentinel: string | undefined;
  readonly prefix: string;
  /** The sorted set that names all entries. */
  readonly keySet: string;
  /** Seconds for which an entry is good; 0 for ever. */
  readonly timeout: number;
  readonly warn: (message: string) => void;
}

/**
 * `fact_caching = redis`: the entries of community.general.redis, without Python. `open` fetches all entries,
 * because facts are read where nothing can wait. `set` sends at once; `close` waits until everything has
 * arrived.
 */
export class RedisCache implements FactCache {
  readonly #options: RedisCacheOptions;
  readonly #client: Redis;
  /** By key, as text. */
  readonly #entries = new Map<string, string>();
  #sent: Promise<unknown> = Promise.resolve();

  private constructor(options: RedisCacheOptions, client: Redis) {
    this.#options = options;
    this.#client = client;
  }

  /** Throws MitorunError FACT_CACHE for a connection that does not parse or cannot be made. */
  static async open(options: RedisCacheOptions): Promise<RedisCache> {
    const settings = connectionSettings(options);
    settings.lazyConnect = true;
    settings.maxRetriesPerRequest = 0;
    settings.retryStrategy = () => null;
    const { Redis: Client } = await import('ioredis');
    const client = new Client(settings);
    let reason: unknown;
    client.on('error', (error) => {
      reason = error;
    });
    const cache = new RedisCache(options, client);
    try {
      await client.connect();
      await cache.#load();
    } catch (cause) {
      client.disconnect();
      throw new MitorunError(
        'FACT_CACHE',
        `The redis fact cache cannot be reached: ${messageOf(reason ?? cause)}`,
        {
          cause,
        },
      );
    }
    return cache;
  }

  get(host: string): Dict | undefined {
    const text = this.#entries.get(cachedFacts.key(host));
    const kept = text === undefined ? undefined : parseJson(text);
    return kept instanceof Dict ? cachedFacts.decode(kept) : undefined;
  }

  set(host: string, facts: Dict): void {
    const { prefix, keySet, timeout } = this.#options;
    const key = cachedFacts.key(host);
    const text = dumpJson(cachedFacts.encode(facts), { sortKeys: true, indent: 4 });
    this.#entries.set(key, text);
    const entry =
      timeout > 0
        ? this.#client.setex(prefix + key, String(timeout), text)
        : this.#client.set(prefix + key, text);
    this.#send(entry, this.#client.zadd(keySet, String(Date.now() / 1000), key));
  }

  delete(host: string): void {
    const { prefix, keySet } = this.#options;
    const key = cachedFacts.key(host);
    this.#entries.delete(key);
    this.#send(this.#client.del(prefix + key), this.#client.zrem(keySet, key));
  }

  async close(): Promise<void> {
    await this.#sent;
    this.#client.disconnect();
  }

  async #load(): Promise<void> {
    const { prefix, keySet, timeout } = this.#options;
    if (timeout > 0) await this.#client.zremrangebyscore(keySet, '0', String(Date.now() / 1000 - timeout));
    const keys = await this.#client.zrange(keySet, '0', '-1');
    const step = 500;
    for (let at = 0; at < keys.length; at += step) {
      const some = keys.slice(at, at + step);
      const texts = await this.#client.mget(some.map((key) => prefix + key));
      for (const [index, key] of some.entries()) {
        const text = texts[index];
        if (typeof text === 'string') this.#entries.set(key, text);
      }
    }
  }

  #send(...commands: Promise<unknown>[]): void {
    const arrived = Promise.all(commands).catch((error: unknown) =>
      this.#options.warn(`The redis fact cache did not take what it was sent: ${messageOf(error)}`),
    );
    this.#sent = Promise.all([this.#sent, arrived]);
  }
}

function connectionSettings({ connection, sentinel }: RedisCacheOptions): RedisOptions {
  const isTls = connection.startsWith('tls://');
  const place = isTls ? connection.slice('tls://'.length) : connection;
  const tls = isTls ? { tls: {} } : {};
  if (sentinel !== undefined) return { ...sentinelSettings(place, sentinel), ...tls };
  const found = /^([^:]+|\[[^\]]+\]):(\d+):(\d+)(?::(.*))?$/.exec(place);
  if (!found) throw new MitorunError('FACT_CACHE', 'Unable to parse connection string');
  const [, host = '', port, db, password] = found;
  return {
    host: host.replace(/^\[(.*)\]$/, '$1'),
    port: Number(port),
    db: Number(db),
    ...(password === undefined ? {} : { password }),
    ...tls,
  };
}

function sentinelSettings(place: string, name: string): RedisOptions {
  const parts = place.split(';');
  const last = parts.pop() ?? '';
  if (parts.length === 0) throw new MitorunError('FACT_CACHE', '_uri does not have sentinel syntax.');
  const [db = '', ...password] = last.split(':');
  const sentinels = parts.map((part) => {
    const found = /^(.*):(\d+)$/.exec(part);
    if (!found) throw new MitorunError('FACT_CACHE', 'Unable to parse connection string');
    return { host: found[1] ?? '', port: Number(found[2]) };
  });
  return {
    sentinels,
    name,
    ...(db === '' ? {} : { db: Number(db) }),
    ...(password.length === 0 ? {} : { password: password.join(':') }),
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
