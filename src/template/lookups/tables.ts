import { readFileSync } from '../../python/file-system.ts';
import { decodeBytes } from '../../python/codecs.ts';
import { Dict } from '../../python/dict.ts';
import { PythonError, typeError } from '../../python/python-error.ts';
import { compileRegex } from '../../python/regex/pattern.ts';
import { stringRepr } from '../../python/repr.ts';
import type { Value } from '../../python/value.ts';
import { parseKeyValues } from '../../parsing/key-value-arguments.ts';
import { words } from '../filters/strip.ts';
import { pluginFailure } from '../plugin-failure.ts';
import type { CallContext, LookupDefinition } from '../registry.ts';
import { textOf } from '../text-argument.ts';
import { readCsv } from '../csv.ts';
import { findFileOrWarn, readText } from './find-file.ts';
import { IniParser } from './ini-parser.ts';
import { LookupOptions } from './options.ts';

const csvOptions = ['col', 'keycol', 'default', 'delimiter', 'file', 'encoding'];
const iniOptions = [
  'type',
  'file',
  'section',
  're',
  'encoding',
  'default',
  'case_sensitive',
  'allow_no_value',
  'allow_none',
  'interpolation',
];

/** Lookups in CSV and ini files. Options may stand in the term itself: `key file=x.csv col=2`. */
export const tableLookups: readonly LookupDefinition[] = [
  {
    name: 'csvfile',
    impure: true,
    call: (context, terms, given) => {
      if (terms.length === 0) throw pluginFailure('Search key is required but was not found');
      return terms.flatMap((term) => csvValue(context, textOf(term), given));
    },
  },
  {
    name: 'ini',
    impure: true,
    call: (context, terms, given) => {
      const options = new LookupOptions(given);
      const parser = new IniParser({
        caseSensitive: options.boolean('case_sensitive', false),
        allowNoValue: options.boolean('allow_no_value', options.boolean('allow_none', false)),
        interpolation: options.boolean('interpolation', true),
      });
      return terms.flatMap((term) => iniValues(context, parser, textOf(term), given));
    },
  },
];

function csvValue(context: CallContext, term: string, given: Dict): Value[] {
  const inline = parseKeyValues(term, false);
  const key = inline.get('_raw_params');
  if (key === undefined) throw pluginFailure('Search key is required but was not found');
  const options = new Dict(given);
  for (const [name, value] of inline) {
    if (name === '_raw_params') continue;
    if (!csvOptions.includes(textOf(name)))
      throw new PythonError('ValueError', `${stringRepr(textOf(name))} is not a valid option`);
    options.set(name, value);
  }
  const read = new LookupOptions(options);
  const path = findFileOrWarn(context, 'files', read.text('file', 'ansible.csv'));
  if (path === undefined) throw typeError('expected str, bytes or os.PathLike object, not NoneType');
  const delimiter = read.text('delimiter', 'TAB');
  if (delimiter !== 'TAB' && Array.from(delimiter).length !== 1)
    throw typeError('"delimiter" must be a 1-character string');
  const rows = readCsv(
    decodeBytes(readFileSync(path), read.text('encoding', 'utf-8')),
    delimiter === 'TAB' ? '\t' : delimiter,
  );
  const row = rows.find(
    (cells) => cells.length > 0 && cell(cells, read.integer('keycol', 0, 'csvfile')) === textOf(key),
  );
  const value = row ? cell(row, read.integer('col', 1, 'csvfile')) : read.value('default');
  if (value === null) return [];
  return Array.isArray(value) ? value : [value];
}

function cell(cells: readonly string[], column: number): string {
  const value = cells.at(column);
  if (value === undefined || column < -cells.length)
    throw new PythonError('IndexError', 'list index out of range');
  return value;
}

function iniValues(context: CallContext, parser: IniParser, term: string, given: Dict): Value[] {
  const { key, options } = inlineOptions(term, given);
  const read = new LookupOptions(options);
  const file = read.text('file', 'ansible.ini');
  const path = findFileOrWarn(context, 'files', file);
  if (path === undefined) throw pluginFailure('Invalid filename None.');
  const isProperties = read.choice('type', ['ini', 'properties'], 'ini') === 'properties';
  const section = isProperties ? 'java_properties' : read.text('section', 'global');
  const content = readText(context, path, read.text('encoding', 'utf-8'));
  parser.read(
    isProperties ? `[java_properties]\n${content}` : content,
    () => new PythonError('ValueError', `Duplicate option in ${stringRepr(file)}.`),
  );
  const items = parser.items(section);
  if (!items)
    throw new PythonError('ValueError', `No section ${stringRepr(section)} in ${stringRepr(file)}.`);
  if (read.boolean('re', false)) {
    const pattern = compileRegex(key);
    return [...items].filter(([name]) => pattern.match(name)).map(([, value]) => value);
  }
  const value = parser.get(items, key);
  if (value === null) return [];
  if (value !== undefined) return [value];
  const fallback = options.get('default') ?? '';
  return Array.isArray(fallback) ? fallback : [fallback];
}

/** `user section=main file=x.ini`: values may hold blanks, so a word without `=` belongs to the word before it. */
function inlineOptions(term: string, given: Dict): { key: string; options: Dict } {
  const options = new Dict(given);
  if (!term.includes('=') && !term.trim().includes(' ')) return { key: term, options };
  const phrases = new Map<string, string>();
  let current = 'key';
  for (const [index, word] of words(term).entries()) {
    if (word.includes('=')) for (const name of iniOptions) if (word.includes(`${name}=`)) current = name;
    const known = phrases.get(current);
    phrases.set(current, index === 0 || known === undefined ? word : `${known} ${word}`);
  }
  let key: string | undefined;
  for (const phrase of phrases.values()) {
    const [name = '', value, ...more] = phrase.split('=');
    if (value === undefined) key ??= phrase;
    else if (more.length > 0) {
      const shown = [...phrases.values()].map(stringRepr).join(', ');
      throw new PythonError('ValueError', `Could not use ${stringRepr(phrase)} from [${shown}].`);
    } else if (!iniOptions.includes(name)) throw pluginFailure(`${stringRepr(name)} is not a valid option.`);
    else options.set(name, value);
  }
  if (key === undefined) {
    throw new PythonError(
      'ValueError',
      `No key to look up was provided as first term within string inline options: ${term}`,
    );
  }
  return { key, options };
}
