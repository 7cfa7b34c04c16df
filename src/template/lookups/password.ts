import { createHash } from 'node:crypto';
import { chmodSync, closeSync, rmSync } from 'node:fs';
import { existsSync, mkdirSync, openSync, readTextSync, writeFileSync } from '../../python/file-system.ts';
import { join, resolve } from 'node:path';
import { Dict } from '../../python/dict.ts';
import { typeError } from '../../python/python-error.ts';
import { choose, SeededRandom, systemRandom } from '../../python/random.ts';
import { requireListRoom } from '../../python/size-limit.ts';
import { isTruthy } from '../../python/truth.ts';
import { parseKeyValues } from '../../parsing/key-value-arguments.ts';
import { expandHome } from '../../python/expand-home.ts';
import {
  hashPassword,
  implicitIdentOf,
  unknownAlgorithm,
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
import { optionTypeName, requiredTerm } from './option-types.ts';
import { LookupOptions, type OptionDefinition } from './options.ts';

const passwordOptions: readonly OptionDefinition[] = [
  { name: 'encrypt' },
  { name: 'ident', type: 'string' },
  { name: 'chars', type: 'list', fallback: ['ascii_letters', 'digits', '.,:-_'] },
  { name: 'length', type: 'integer', fallback: 20 },
  { name: 'seed', type: 'str' },
];
const nowhere = '/dev/null';

/** `password`: a random password that a file remembers. */
export const passwordLookup: LookupDefinition = {
  name: 'password',
  impure: true,
  call: (context, terms, given, plugin) =>
    terms.map((term) => {
      const { path, ...wanted } = parseTerm(
        requiredTerm(term, 'split'),
        (values) => new LookupOptions(context, plugin, passwordOptions, values),
        given,
      );
      return withLock(context.jobs, resolve(context.lookups.baseDirectory, expandHome(path)), (file) =>
        password(file, wanted),
      );
    }),
};

function parseTerm(
  term: string,
  read: (values: Dict) => LookupOptions,
  given: Dict,
): WantedPassword & { path: string } {
  const options = read(given);
  const blank = term.indexOf(' ');
  if (blank < 0) return { path: term, options, specs: specsOf(options) };
  const inline = parseKeyValues(term.slice(blank + 1), false);
  const rest = inline.get('_raw_params');
  inline.delete('_raw_params');
  const path = rest === undefined ? term.slice(0, blank) : `${term.slice(0, blank)} ${textOf(rest)}`;
  if (!term.startsWith(path)) {
    throw pluginFailure('Unrecognized value after key=value parameters given to password lookup');
  }
  const unknown = [...inline.keys()].map(textOf).filter((name) => !options.isDeclared(name));
  if (unknown.length > 0) {
    throw pluginFailure(`Unrecognized parameter(s) given to password lookup: ${unknown.join(', ')}`);
  }
  const chars = stringOf(inline.get('chars') ?? null);
  const last = inline.size > 0 ? read(inline) : options;
  return { path, options: last, specs: chars ? splitSpecs(chars) : specsOf(last) };
}

interface WantedPassword {
  readonly options: LookupOptions;
  /** Names of character sets, and characters. */
  readonly specs: readonly string[];
}

function specsOf(options: LookupOptions): string[] {
  return options.list('chars').map(textOf);
}

/** The name of the algorithm; undefined where the password is wanted as it is. */
function encryptOf(options: LookupOptions): string | undefined {
  const value = options.value('encrypt');
  if (!isTruthy(value)) return undefined;
  if (Array.isArray(value) || value instanceof Dict)
    throw typeError(`unhashable type: '${optionTypeName(value)}'`);
  if (stringOf(value) === undefined) throw unknownAlgorithm(value);
  return textOf(value);
}

function password(file: string, { options, specs }: WantedPassword): string {
  const stored = file !== nowhere && existsSync(file) ? stripEnd(readTextSync(file)) : undefined;
  const known = stored === undefined ? undefined : parseStored(stored);
  const plain = known?.password ?? randomPassword(options, specs);
  const encrypt = encryptOf(options);
  let salt = known?.salt;
  let changed = known === undefined;
  if (encrypt !== undefined && salt === undefined) {
    salt = randomSalt(saltSizeOf(encrypt));
    changed = true;
  }
  const wanted = options.text('ident');
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

function randomPassword(options: LookupOptions, specs: readonly string[]): string {
  const candidates = specs
    .map((spec) => characterSets.get(spec) ?? spec)
    .join('')
    .replace(/["']/g, '');
  const seed = options.text('seed');
  const source = seed === undefined ? systemRandom : new SeededRandom(seed);
  const pool = Array.from(candidates);
  const length = options.number('length') ?? 20;
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
