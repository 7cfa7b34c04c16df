import { compile, search, type JSONValue } from '@jmespath-community/jmespath';
import { Dict } from '../../../python/dict.ts';
import { toList } from '../../../python/operators/iterate.ts';
import { valueError } from '../../../python/python-error.ts';
import { isTruthy } from '../../../python/truth.ts';
import { PyFloat, type Value } from '../../../python/value.ts';
import { signature } from '../../argument-binder.ts';
import { readCsv } from '../../../python/csv.ts';
import { pluginFailure } from '../../plugin-failure.ts';
import type { FilterDefinition } from '../../registry.ts';
import { sequenceOf, stringOf, textOf } from '../../text-argument.ts';

/** The most used filters of community.general. */
export const generalFilters: readonly FilterDefinition[] = [
  {
    name: 'community.general.json_query',
    aliases: ['json_query'],
    isSure: (_data, expression) => typeof expression === 'string',
    signature: signature('data, expr'),
    call: (context, data, expression) =>
      jsonQuery(context.render(data as Value), textOf(expression as Value)),
  },
  {
    name: 'community.general.dict_kv',
    aliases: ['dict_kv'],
    isSure: () => true,
    signature: signature('value, key'),
    call: (_context, value, key) => new Dict([[key as Value, value as Value]]),
  },
  {
    name: 'community.general.dict',
    isSure: Array.isArray,
    signature: signature('sequence'),
    call: (_context, pairs) =>
      new Dict(
        toList(pairs as Value).map((pair, index): [Value, Value] => {
          const [key, value, ...more] = toList(pair);
          if (key !== undefined && value !== undefined && more.length === 0) return [key, value];
          const count = toList(pair).length;
          throw valueError(`dictionary update sequence element #${index} has length ${count}; 2 is required`);
        }),
      ),
  },
  {
    name: 'community.general.from_csv',
    aliases: ['from_csv'],
    isSure: (data) => typeof data === 'string',
    signature: signature(
      "data, dialect='excel', fieldnames=None, delimiter=None, skipinitialspace=None, strict=None",
    ),
    call: (_context, data, dialect, names, delimiter, skipInitialSpace) => {
      const wanted = textOf(dialect as Value);
      if (wanted !== 'excel' && wanted !== 'excel-tab' && wanted !== 'unix') {
        throw pluginFailure(`Dialect '${wanted}' is not supported by your version of python.`);
      }
      const separator = stringOf(delimiter as Value) ?? (wanted === 'excel-tab' ? '\t' : ',');
      const rows = readCsv(textOf(data as Value), separator, {
        skipInitialSpace: isTruthy(skipInitialSpace as Value),
      });
      return csvDicts(
        rows.filter((row) => row.length > 0),
        sequenceOf(names as Value)?.map(textOf),
      );
    },
  },
];

/** As csv.DictReader: the first row names the columns unless `names` does; missing cells are None. */
function csvDicts(rows: readonly string[][], names: readonly string[] | undefined): Value[] {
  const header = names ?? rows[0] ?? [];
  return rows.slice(names ? 0 : 1).map((row) => {
    const dict = new Dict(header.map((name, index) => [name, row[index] ?? null]));
    if (row.length > header.length) dict.set(null, row.slice(header.length));
    return dict;
  });
}

function jsonQuery(data: Value, expression: string): Value {
  const failed = (kind: string, error: unknown): Error =>
    pluginFailure(
      `${kind} in json_query filter plugin:\n${error instanceof Error ? error.message : String(error)}`,
    );
  const query = withQuotedLiterals(expression);
  try {
    compile(query);
  } catch (error) {
    throw failed('JMESPathError', error);
  }
  const floats = new Map<number, boolean>();
  try {
    return fromPlain(search(toPlain(data, floats), query), floats);
  } catch (error) {
    throw failed('JMESPathError', error);
  }
}

/** Python's jmespath takes `word` for `"word"`: a literal that is no JSON is a string. */
function withQuotedLiterals(expression: string): string {
  return expression.replaceAll(
    /'[^'\\]*(?:\\.[^'\\]*)*'|"[^"\\]*(?:\\.[^"\\]*)*"|`([^`\\]*(?:\\.[^`\\]*)*)`/gs,
    (token, literal?: string) => {
      if (literal === undefined || isJson(literal.replaceAll('\\`', '`'))) return token;
      const quoted = `"${literal.trimStart()}"`;
      return isJson(quoted.replaceAll('\\`', '`')) ? `\`${quoted}\`` : token;
    },
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * Floats with an integral value are noted, since JavaScript's numbers do not tell them from integers; where the data has
 * both 2 and 2.0, the result has 2.
 */
function toPlain(value: Value, floats: Map<number, boolean>): JSONValue {
  if (typeof value === 'number' && Number.isInteger(value)) floats.set(value, false);
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string')
    return value;
  if (value instanceof PyFloat) {
    if (!floats.has(value.value)) floats.set(value.value, true);
    return value.value;
  }
  if (typeof value === 'bigint') return Number(value);
  const list = sequenceOf(value);
  if (list) return list.map((member) => toPlain(member, floats));
  if (!(value instanceof Dict)) return textOf(value);
  return Object.fromEntries([...value].map(([key, member]) => [textOf(key), toPlain(member, floats)]));
}

function fromPlain(plain: unknown, floats: ReadonlyMap<number, boolean>): Value {
  if (plain === null || plain === undefined) return null;
  if (typeof plain === 'number') return floats.get(plain) === true ? new PyFloat(plain) : plain;
  if (typeof plain === 'boolean' || typeof plain === 'string') return plain;
  if (Array.isArray(plain)) return plain.map((member) => fromPlain(member, floats));
  return new Dict(Object.entries(plain).map(([key, member]) => [key, fromPlain(member, floats)]));
}
