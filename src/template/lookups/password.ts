import { createHash } from 'node:crypto';
import { chmodSync, closeSync, rmSync } from 'node:fs';
import { existsSync, mkdirSync, openSync, readTextSync, writeFileSync } from '../../python/file-system.ts';
import { join, resolve } from 'node:path';
import type { Dict } from '../../python/dict.ts';
import { choose, SeededRandom, systemRandom } from '../../python/random.ts';
import { requireListRoom } from '../../python/size-limit.ts';
import type { Value } from '../../python/value.ts';
import { parseKeyValues } from '../../parsing/key-value-arguments.ts';
import { expandHome } from '../expand-home.ts';
import {
  hashPassword,
  implicitIdentOf,
  randomSalt,
  saltSizeOf,
} from '../filters/password-hash/hash-password.ts';
import { dirname } from '../filters/path.ts';
import { stripEnd } from '../filters/strip.ts';
import { pluginFailure } from '../plugin-failure.ts';
import type { LookupDefinition } from '../registry.ts';
import { stringOf, textOf } from '../text-argument.ts';
import { pause } from '../waiting/pause.ts';
import type { RenderJobs } from '../waiting/render-jobs.ts';
import { LookupOptions } from './options.ts';

const parameters = ['length', 'encrypt', 'chars', 'ident', 'seed'];
const nowhere = '/dev/null';

/** `password`: a random password that a file remembers. */
export const passwordLookup: LookupDefinition = {
  name: 'password',
  impure: true,
  call: (context, terms, given) =>
    terms.map((term) => {
      const { path, options } = parseTerm(textOf(term), given);
      return withLock(context.jobs, resolve(context.lookups.baseDirectory, expandHome(path)), (file) =>
        password(file, options),
      );
    }),
};

function parseTerm(term: string, given: Dict): { path: string; options: LookupOptions } {
  const blank = term.indexOf(' ');
  if (blank < 0) return { path: term, options: new LookupOptions(given) };
  const inline = parseKeyValues(term.slice(blank + 1), false);
  const rest = inline.get('_raw_params');
  inline.delete('_raw_params');
  const path = rest === undefined ? term.slice(0, blank) : `${term.slice(0, blank)} ${textOf(rest)}`;
  if (!term.startsWith(path)) {
    throw pluginFailure('Unrecognized value after key=value parameters given to password lookup');
  }
  const unknown = [...inline.keys()].map(textOf).filter((name) => !parameters.includes(name));
  if (unknown.length > 0) {
    throw pluginFailure(`Unrecognized parameter(s) given to password lookup: ${unknown.join(', ')}`);
  }
  return { path, options: new LookupOptions(inline.size > 0 ? inline : given) };
}

function password(file: string, options: LookupOptions): string {
  const stored = file !== nowhere && existsSync(file) ? stripEnd(readTextSync(file)) : undefined;
  const known = stored === undefined ? undefined : parseStored(stored);
  const plain = known?.password ?? randomPassword(options);
  const encrypt = stringOf(options.value('encrypt'));
  let salt = known?.salt;
  let changed = known === undefined;
  if (encrypt !== undefined && encrypt !== '' && salt === undefined) {
    salt = randomSalt(saltSizeOf(encrypt));
    changed = true;
  }
  const wanted = stringOf(options.value('ident'));
  if (known?.ident !== undefined && wanted !== undefined && known.ident !== wanted) {
    throw pluginFailure(
      `The ident parameter provided (${known.ident}) does not match the stored one (${wanted}).`,
    );
  }
  let ident = known?.ident ?? wanted;
  if (encrypt && ident === undefined) {
    ident = implicitIdentOf(encrypt) ?? undefined;
    if (ident !== undefined) changed = true;
  }
  if (changed && file !== nowhere) store(file, plain, salt, ident);
  if (!encrypt) return plain;
  return hashPassword(plain, encrypt, {
    salt: salt ?? null,
    saltSize: null,
    rounds: null,
    ident: ident ?? null,
  });
}

function parseStored(content: string): {
  password: string;
  salt: string | undefined;
  ident: string | undefined;
} {
  const at = content.lastIndexOf(' salt=');
  if (at < 0) return { password: content, salt: undefined, ident: undefined };
  const rest = content.slice(at + 6);
  const identAt = rest.lastIndexOf(' ident=');
  return {
    password: content.slice(0, at),
    salt: identAt < 0 ? rest : rest.slice(0, identAt),
    ident: identAt < 0 ? undefined : rest.slice(identAt + 7),
  };
}

function store(file: string, plain: string, salt: string | undefined, ident: string | undefined): void {
  const tail = salt === undefined ? '' : ` salt=${salt}${ident === undefined ? '' : ` ident=${ident}`}`;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, `${plain}${tail}\n`, { mode: 0o600 });
  chmodSync(file, 0o600);
}

const lower = 'abcdefghijklmnopqrstuvwxyz';
const upper = lower.toUpperCase();
const digits = '0123456789';
const punctuation = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';
const blanks = ' \t\n\r\v\f';
/** What names of Python's `string` module mean; anything else is a list of characters itself. */
const characterSets: ReadonlyMap<string, string> = new Map([
  ['ascii_letters', lower + upper],
  ['ascii_lowercase', lower],
  ['ascii_uppercase', upper],
  ['digits', digits],
  ['hexdigits', `${digits}abcdefABCDEF`],
  ['octdigits', '01234567'],
  ['punctuation', punctuation],
  ['whitespace', blanks],
  ['printable', digits + lower + upper + punctuation + blanks],
]);

function randomPassword(options: LookupOptions): string {
  const chars = options.value('chars');
  const text = stringOf(chars);
  const specs =
    text === undefined
      ? Array.isArray(chars)
        ? chars.map(textOf)
        : ['ascii_letters', 'digits', '.,:-_']
      : splitSpecs(text);
  const candidates = specs
    .map((spec) => characterSets.get(spec) ?? spec)
    .join('')
    .replace(/["']/g, '');
  const seed: Value = options.value('seed');
  const source = seed === null ? systemRandom : new SeededRandom(textOf(seed));
  const pool = Array.from(candidates);
  const length = options.integer('length', 20, 'password', 'integer');
  requireListRoom(length);
  return Array.from({ length: Math.max(0, length) }, () => choose(source, pool)).join('');
}

/** Specs between commas; two commas are one that is meant. */
function splitSpecs(text: string): string[] {
  const comma = text.includes(',,') ? [','] : [];
  return [
    ...comma,
    ...text
      .replaceAll(',,', ',')
      .split(',')
      .filter((spec) => spec !== ''),
  ];
}

/** One run at a time makes up the password of a file; others wait up to seven seconds. */
function withLock<T>(jobs: RenderJobs, file: string, job: (file: string) => T): T {
  if (file === nowhere) return job(file);
  const lock = join(dirname(file), `${createHash('sha1').update(file).digest('hex')}.ansible_lockfile`);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  for (let attempt = 0; !takeLock(lock); attempt++) {
    if (attempt > 2) {
      throw pluginFailure(
        `Password lookup cannot get the lock in 7 seconds, abort...This may caused by un-removed lockfileyou can manually remove it from controller machine at ${lock} and try again`,
      );
    }
    jobs.wait('pause', () => pause(1000 * 2 ** attempt));
  }
  try {
    return job(file);
  } finally {
    rmSync(lock, { force: true });
  }
}

function takeLock(lock: string): boolean {
  try {
    closeSync(openSync(lock, 'wx'));
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}
