import { readFileSync } from '../../python/file-system.ts';
import { decodeBytes } from '../../python/codecs.ts';
import { Dict } from '../../python/dict.ts';
import { PythonError, typeError } from '../../python/python-error.ts';
import { compileRegex } from '../../python/regex/pattern.ts';
import { repr, stringRepr } from '../../python/repr.ts';
import type { Value } from '../../python/value.ts';
import { parseKeyValues } from '../../parsing/key-value-arguments.ts';
import { words } from '../filters/strip.ts';
import { pluginFailure } from '../plugin-failure.ts';
import type { CallContext, LookupDefinition } from '../registry.ts';
import { stringOf, textOf } from '../text-argument.ts';
import { osError } from '../../python/os-error.ts';
import { isTruthy } from '../../python/truth.ts';
import { Tuple } from '../../python/tuple.ts';
import { typeName } from '../../python/type-name.ts';
import { optionTypeName, requiredTerm } from './option-types.ts';
import { readCsv } from '../../python/csv.ts';
import { findFileOrWarn, readable, readText } from './find-file.ts';
import { IniFile } from './ini-file.ts';
import { LookupOptions, type OptionDefinition } from './options.ts';

const csvOptions: readonly OptionDefinition[] = [
  { name: 'col', type: 'int', fallback: 1 },
  { name: 'keycol', type: 'int', fallback: 0 },
  { name: 'default' },
  { name: 'delimiter', fallback: 'TAB' },
  { name: 'file', fallback: 'ansible.csv' },
  { name: 'encoding', fallback: 'utf-8' },
];
const iniOptions: readonly OptionDefinition[] = [
  { name: 'type', fallback: 'ini', choices: ['ini', 'properties'] },
  { name: 'file', fallback: 'ansible.ini' },
  { name: 'section', fallback: 'global' },
  { name: 're', type: 'boolean', fallback: false },
  { name: 'encoding', fallback: 'utf-8' },
  { name: 'default', fallback: '' },
  { name: 'case_sensitive', fallback: false },
  { name: 'allow_no_value', alias: 'allow_none', type: 'bool', fallback: false },
  { name: 'interpolation', type: 'bool', fallback: true },
];

/** Lookups in CSV and ini files. Options may stand in the term itself: `key file=x.csv col=2`. */
export const tableLookups: readonly LookupDefinition[] = [
  {
    name: 'csvfile',
    impure: true,
    call: (context, terms, given, plugin) => {
      const options = new LookupOptions(context, plugin, csvOptions, given);
      if (terms.length === 0) throw pluginFailure('Search key is required but was not found');
      return terms.flatMap((term) => csvValue(context, csvTerm(term), options));
    },
  },
  {
    name: 'ini',
    impure: true,
    call: (context, terms, given, plugin) => {
      const options = new LookupOptions(context, plugin, iniOptions, given);
      const file = new IniFile({
        isCaseSensitive: isTruthy(options.value('case_sensitive')),
        allowNoValue: options.boolean('allow_no_value'),
        interpolation: options.boolean('interpolation'),
      });
      return terms.flatMap((term) => iniValues(context, file, iniTerm(term), options));
    },
  },
];

/** None and an empty list hold no key; anything else that is no str cannot be split. */
function csvTerm(term: Value): string {
  return stringOf(term) === undefined && !isTruthy(term) && term !== false ? '' : requiredTerm(term, 'split');
}

function iniTerm(term: Value): string {
  if (Array.isArray(term) || term instanceof Dict || term instanceof Tuple)
    return requiredTerm(term, 'strip');
  const text = stringOf(term);
  if (text === undefined) throw typeError(`argument of type '${typeName(term)}' is not iterable`);
  return text;
}

/** What a term sets holds for the terms after it too. */
function csvValue(context: CallContext, term: string, options: LookupOptions): Value[] {
  const inline = parseKeyValues(term, false);
  const key = inline.get('_raw_params');
  if (key === undefined) throw pluginFailure('Search key is required but was not found');
  for (const [name, value] of inline) {
    if (name === '_raw_params') continue;
    if (!options.isDeclared(textOf(name)))
      throw new PythonError('ValueError', `${stringRepr(textOf(name))} is not a valid option`);
    options.set(textOf(name), value);
  }
  const path = fileOf(context, options);
  if (path === undefined) throw typeError('expected str, bytes or os.PathLike object, not NoneType');
  const encoding = options.requiredText('encoding', (type) =>
    typeError(`open() argument 'encoding' must be str or None, not ${type}`),
  );
  const content = readOrFail(path);
  const delimiter = options.requiredText('delimiter', (type) =>
    typeError(`"delimiter" must be string, not ${type}`),
  );
  if (delimiter !== 'TAB' && Array.from(delimiter).length !== 1)
    throw typeError('"delimiter" must be a 1-character string');
  const rows = readCsv(decodeBytes(content, encoding), delimiter === 'TAB' ? '\t' : delimiter);
  const row = rows.find(
    (cells) => cells.length > 0 && cell(cells, options.number('keycol') ?? 0) === textOf(key),
  );
  const value = row ? cell(row, options.number('col') ?? 1) : options.value('default');
  if (value === null) return [];
  return Array.isArray(value) ? value : [value];
}

function fileOf(context: CallContext, options: LookupOptions): string | undefined {
  if (options.value('file') !== '' && !isTruthy(options.value('file'))) return undefined;
  const name = options.requiredText(
    'file',
    (type) => new PythonError('AttributeError', `'${type}' object has no attribute 'startswith'`),
  );
  return findFileOrWarn(context, 'files', name);
}

function readOrFail(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw osError(error, path);
  }
}

function cell(cells: readonly string[], column: number): string {
  const value = cells.at(column);
  if (value === undefined || column < -cells.length)
    throw new PythonError('IndexError', 'list index out of range');
  return value;
}

function iniValues(
  context: CallContext,
  file: IniFile,
  term: string,
  options: LookupOptions,
): readonly Value[] {
  const key = readInline(term, options);
  const path = fileOf(context, options);
  if (path === undefined) throw pluginFailure('Invalid filename None.');
  const isProperties = options.text('type') === 'properties';
  if (isProperties) options.set('section', 'java_properties');
  const encoding = options.requiredText('encoding', (type) =>
    typeError(`decode() argument 'encoding' must be str, not ${type}`),
  );
  const content = readable(path, () => readText(context, path, encoding));
  file.read(
    isProperties ? `[java_properties]\n${content}` : content,
    (cause) => new PythonError('ValueError', `Duplicate option in ${repr(options.value('file'))}: ${cause}`),
  );
  const section = options.value('section');
  if (Array.isArray(section) || section instanceof Dict)
    throw typeError(`unhashable type: '${optionTypeName(section)}'`);
  const items = file.items(stringOf(section) ?? '');
  if (!items)
    throw new PythonError('ValueError', `No section ${repr(section)} in ${repr(options.value('file'))}.`);
  if (options.boolean('re')) {
    const pattern = compileRegex(key);
    return [...items].filter(([name]) => pattern.match(name)).map(([, value]) => value);
  }
  const value = file.get(items, key);
  if (value === null) return [];
  if (value !== undefined) return [value];
  const fallback = options.value('default');
  if (fallback === null) return [];
  return Array.isArray(fallback) ? fallback : [fallback];
}

const iniNames = iniOptions.map(({ name }) => name);

/**
 * The key of a term such as `user section=main file=x.ini`; sets the options in it. Values may hold blanks, so a word
 * without `=` belongs to the word before it.
 */
function readInline(term: string, options: LookupOptions): string {
  if (!term.includes('=') && !term.trim().includes(' ')) return term;
  const phrases = new Map<string, string>();
  let current = 'key';
  for (const [index, word] of words(term).entries()) {
    if (word.includes('=')) for (const name of iniNames) if (word.includes(`${name}=`)) current = name;
    const known = phrases.get(current);
    phrases.set(current, index === 0 || known === undefined ? word : `${known} ${word}`);
  }
  let key: string | undefined;
  for (const phrase of phrases.values()) {
    const [name = '', value, ...more] = phrase.split('=');
    if (value === undefined) key ??= phrase;
    else if (more.length > 0) {
      const shown = [...phrases.values()].map(stringRepr).join(', ');
      throw new PythonError(
        'ValueError',
        `Could not use ${stringRepr(phrase)} from [${shown}]: too many values to unpack (expected 2)`,
      );
    } else if (!options.isDeclared(name)) throw pluginFailure(`${stringRepr(name)} is not a valid option.`);
    else options.set(name, value);
  }
  if (key === undefined) {
    throw new PythonError(
      'ValueError',
      `No key to look up was provided as first term within string inline options: ${term}`,
    );
  }
  return key;
}
