import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { mkdirSync } from '../../python/file-system.ts';

/** Variables of the environment, as `process.env` has them; the command line passes them in. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** `~/.cache/mitorun`, or below XDG_CACHE_HOME where that is set. Undefined for an account without a home. */
export function cacheDirectory(environment: Environment): string | undefined {
  const base =
    environment['XDG_CACHE_HOME'] || (environment['HOME'] && path.join(environment['HOME'], '.cache'));
  return base ? path.resolve(base, 'mitorun') : undefined;
}

/** Where `mitorun content install` puts ansible-cores, one directory a version. */
export function contentCache(environment: Environment): string | undefined {
  const cache = cacheDirectory(environment);
  return cache && path.join(cache, 'content');
}

/** The JSON in a cache file, or undefined where it can't be had: a cache may always be absent or spoilt. */
export function readCached(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Replaces a cache file at once, so that a run beside this one never reads half. Does nothing where it can't be written. */
export function writeCached(file: string, value: unknown): void {
  const temporary = `${file}.${randomBytes(4).toString('hex')}`;
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(temporary, JSON.stringify(value), { mode: 0o600 });
    renameSync(temporary, file);
  } catch {
    // A read-only or full home only costs time on the next run.
  }
}
