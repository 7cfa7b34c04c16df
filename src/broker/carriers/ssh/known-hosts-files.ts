import { appendFile, open, readFile, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { mkdirSync } from '../../../python/file-system.ts';
import { errorCode } from './errors.ts';
import { formatKnownHost, judgeHostKey, parseKnownHosts, type KnownHost } from './known-hosts.ts';

/** Milliseconds after which somebody else's lock is taken for forgotten. */
const staleLock = 10_000;

/** Reads known_hosts files, each once for as long as it does not change, and appends to them under a lock. */
export class KnownHostsFiles {
  readonly #read = new Map<string, { readonly stamp: string; readonly entries: readonly KnownHost[] }>();
  #writing: Promise<unknown> = Promise.resolve();

  async entries(paths: readonly string[]): Promise<KnownHost[]> {
    const lists = await Promise.all(paths.map((path) => this.#entriesOf(path)));
    return lists.flat();
  }

  /** Throws the file system's error. The caller warns the user and goes on, as ssh does. */
  async append(path: string, host: string, key: Buffer, hashed: boolean): Promise<void> {
    const write = this.#writing.then(() => this.#append(path, host, key, hashed));
    this.#writing = write.catch(() => undefined);
    await write;
  }

  async #entriesOf(path: string): Promise<readonly KnownHost[]> {
    let stamp: string;
    try {
      const status = await stat(path);
      if (!status.isFile()) return [];
      stamp = `${status.ino} ${status.size} ${status.mtimeMs}`;
    } catch {
      return [];
    }
    const cached = this.#read.get(path);
    if (cached?.stamp === stamp) return cached.entries;
    const entries = parseKnownHosts(await readFile(path, 'utf8'), path);
    this.#read.set(path, { stamp, entries });
    return entries;
  }

  async #append(path: string, host: string, key: Buffer, hashed: boolean): Promise<void> {
    const line = formatKnownHost(host, key, hashed);
    const status = await stat(path).catch(() => undefined);
    if (status !== undefined && !status.isFile()) {
      await appendFile(path, line);
      return;
    }
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const unlock = await lock(`${path}.lock`);
    try {
      const text = await readFile(path, 'utf8').catch(() => '');
      // Another run may have asked the same question and written the answer while this one waited.
      if (judgeHostKey(parseKnownHosts(text, path), host, key).kind === 'known') return;
      const separator = text === '' || text.endsWith('\n') ? '' : '\n';
      await appendFile(path, separator + line, { mode: 0o600 });
    } finally {
      await unlock();
    }
  }
}

async function lock(path: string): Promise<() => Promise<void>> {
  for (;;) {
    try {
      const handle = await open(path, 'wx', 0o600);
      await handle.close();
      return () => rm(path, { force: true });
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
      const status = await stat(path).catch(() => undefined);
      if (status !== undefined && Date.now() - status.mtimeMs > staleLock) await rm(path, { force: true });
      else await delay(20);
    }
  }
}
