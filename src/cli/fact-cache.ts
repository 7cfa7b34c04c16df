import { shortName } from '../parsing/builtin-name.ts';
import { dirname } from 'node:path';
import type { Config } from '../config/config.ts';
import { expandPath } from '../config/expand-path.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import { PythonFactCache } from '../plugins/python-fact-cache.ts';
import type { PythonHelper } from '../plugins/python-helper.ts';
import type { FactCache } from '../vars/fact-cache/fact-cache.ts';
import { JsonFileCache } from '../vars/fact-cache/json-file-cache.ts';

/**
 * What `fact_caching` names; undefined for `memory`. One that cannot be used is warned of, and facts are kept in memory, as
 * Ansible does it.
 */
export async function factCache(
  config: Config,
  parts: {
    readonly helper: PythonHelper;
    readonly warn: (message: string) => void;
    readonly secret: (text: string) => void;
  },
): Promise<FactCache | undefined> {
  const name = shortName(config.get('CACHE_PLUGIN'));
  if (name === 'memory') return undefined;
  if (name === 'redis' || name === 'community.general.redis') return redisCache(config, parts);
  try {
    return name === 'jsonfile' ? jsonFileCache(config, parts) : new PythonFactCache(parts.helper, name);
  } catch (error) {
    if (!(error instanceof MitorunError)) throw error;
    parts.warn(error.message);
    return undefined;
  }
}

function jsonFileCache(config: Config, { warn }: { readonly warn: (message: string) => void }): FactCache {
  const place = config.get('CACHE_PLUGIN_CONNECTION');
  if (place === null)
    throw new MitorunError('FACT_CACHE', `Required config '_uri' for 'jsonfile' cache plugin not provided.`);
  const origin = config.origin('CACHE_PLUGIN_CONNECTION');
  const base = origin === config.file ? dirname(origin) : config.surroundings.cwd;
  return new JsonFileCache({
    directory: expandPath(place, config.surroundings, base),
    // The setting has a default that this plug-in does not take.
    prefix: config.origin('CACHE_PLUGIN_PREFIX') === 'default' ? '' : config.get('CACHE_PLUGIN_PREFIX'),
    timeout: config.get('CACHE_PLUGIN_TIMEOUT'),
    warn,
    now: () => Date.now(),
  });
}

/** Its settings beside those of every cache plug-in are no settings of ansible-core. */
async function redisCache(
  config: Config,
  {
    warn,
    secret,
  }: {
    readonly warn: (message: string) => void;
    readonly secret: (text: string) => void;
  },
): Promise<FactCache> {
  const connection = config.get('CACHE_PLUGIN_CONNECTION');
  if (connection === null)
    throw new MitorunError('FACT_CACHE', `Required config '_uri' for 'redis' cache plugin not provided.`);
  const password = /:\d+[:;]\d+:(.+)$/.exec(connection)?.[1];
  if (password !== undefined) secret(password);
  const option = (variable: string, key: string): string | undefined =>
    config.env(variable) ?? config.ini('defaults', key);
  const { RedisCache } = await import('../vars/fact-cache/redis-cache.ts');
  return RedisCache.open({
    connection,
    sentinel: option('ANSIBLE_CACHE_REDIS_SENTINEL', 'fact_caching_redis_sentinel'),
    prefix: config.get('CACHE_PLUGIN_PREFIX'),
    keySet:
      option('ANSIBLE_CACHE_REDIS_KEYSET_NAME', 'fact_caching_redis_keyset_name') ?? 'ansible_cache_keys',
    timeout: config.get('CACHE_PLUGIN_TIMEOUT'),
    warn,
  });
}
