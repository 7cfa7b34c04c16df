import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Dict } from '../../../src/python/dict.ts';
import { JsonFileCache, type JsonFileCacheOptions } from '../../../src/vars/fact-cache/json-file-cache.ts';
import { HostMemory } from '../../../src/vars/host-memory.ts';

let directory: string;
let warnings: string[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'facts-'));
  warnings = [];
});
afterEach(() => rmSync(directory, { recursive: true }));

function cache(options: Partial<JsonFileCacheOptions> = {}): JsonFileCache {
  return new JsonFileCache({
    directory: join(directory, 'made/below'),
    prefix: '',
    timeout: 60,
    warn: (message) => warnings.push(message),
    now: () => Date.now(),
    ...options,
  });
}

describe('facts in JSON files', () => {
  it('are found by a later run, in one file a host with the prefix in front', () => {
    cache({ prefix: 'p_' }).set('web1', Dict.of({ system: 'Linux' }));
    expect(readdirSync(join(directory, 'made/below'))).toEqual(['p_s1_web1']);
    expect(statSync(join(directory, 'made/below/p_s1_web1')).mode & 0o777).toBe(0o644);
    expect(cache({ prefix: 'p_' }).get('web1')?.get('system')).toBe('Linux');
    expect(cache().get('web1')).toBeUndefined();
  });

  it('are none once they are older than the timeout; 0 keeps them for ever', () => {
    cache().set('web1', Dict.of({ a: 1 }));
    const later = (): number => Date.now() + 61_000;
    expect(cache({ now: later }).get('web1')).toBeUndefined();
    expect(cache({ now: later, timeout: 0 }).get('web1')?.get('a')).toBe(1);
  });

  it('that are no JSON are removed, with a warning and an error', () => {
    const own = cache();
    const file = join(directory, 'made/below/s1_web1');
    writeFileSync(file, '{nope');
    expect(() => own.get('web1')).toThrow(
      `The cache file ${file} was corrupt, or did not otherwise contain valid data. It has been removed, so you can re-run your command now.`,
    );
    expect(warnings).toEqual([
      `error in 'jsonfile' cache plugin while trying to read ${file} : b'Expecting property name enclosed in double quotes: line 1 column 2 (char 1)'. Most likely a corrupt file, so erasing and failing.`,
    ]);
    expect(own.get('web1')).toBeUndefined();
  });

  it('need a directory', () => {
    const file = join(directory, 'file');
    writeFileSync(file, '');
    expect(() => cache({ directory: join(file, 'below') })).toThrow(
      `Error in 'jsonfile' cache plugin while trying to create cache dir '${file}/below': [Errno 20] Not a directory: '${file}/below'`,
    );
    expect(() => cache({ directory: '/proc/nobody/may' })).toThrow('[Errno 2] No such file or directory');
  });

  it('are what a host is known to have gathered, until they are cleared', () => {
    const first = new HostMemory({ injectFacts: true, cache: cache() });
    first.addFacts('web1', Dict.of({ _ansible_facts_gathered: true, ansible_system: 'Linux' }));
    const second = new HostMemory({ injectFacts: true, cache: cache() });
    expect(second.hasGatheredFacts('web1')).toBe(true);
    expect(second.factVariables('web1').get('ansible_system')).toBe('Linux');
    second.clearFacts('web1');
    expect(new HostMemory({ injectFacts: true, cache: cache() }).hasGatheredFacts('web1')).toBe(false);
  });
});

describe('item 30: facts of a host whose name is no file name', () => {
  it.each(['../escaped', '/abs', 'a/b', 'a\u0000b', 'a\nb', 'x'.repeat(300)])('are not kept: %j', (host) => {
    const facts = cache();
    facts.set(host, Dict.of({ a: 1 }));
    facts.set(host, Dict.of({ a: 2 }));
    facts.delete(host);
    expect(facts.get(host)).toBeUndefined();
    expect(warnings).toEqual([
      `The facts of the host ${JSON.stringify(host)} are not kept in the 'jsonfile' cache: its name cannot be a file's.`,
    ]);
    expect(readdirSync(directory)).toEqual(['made']);
    expect(readdirSync(join(directory, 'made'))).toEqual(['below']);
    expect(readdirSync(join(directory, 'made/below'))).toEqual([]);
  });

  it('item 32: cost one warning where no file can be written or removed, whatever stands in the way', () => {
    const place = join(directory, 'made/below');
    const own = cache();
    rmSync(place, { recursive: true });
    writeFileSync(place, 'no directory any more');
    for (const host of ['web1', 'web2', 'web3']) own.set(host, Dict.of({ a: 1 }));
    own.delete('web1');
    expect(warnings).toEqual([
      `Error in 'jsonfile' cache plugin while trying to write to '${place}/s1_web1': [Errno 20] Not a directory: '${place}/s1_web1'`,
    ]);
  });
});
