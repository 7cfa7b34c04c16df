import { Dict } from '../../python/dict.ts';
import { isIterable, toList } from '../../python/operators/iterate.ts';
import { order } from '../../python/operators/order.ts';
import { divide } from '../../python/operators/arithmetic.ts';
import { numeric } from '../../python/operators/number.ts';
import { PythonError, valueError } from '../../python/python-error.ts';
import { repr } from '../../python/repr.ts';
import { roundFloat } from '../../python/round.ts';
import { log, log10, pow } from '../../python/libm.ts';
import { truncateFloat } from '../../python/parse-number.ts';
import { isTruthy } from '../../python/truth.ts';
import { float, type Value } from '../../python/value.ts';
import { signature } from '../argument-binder.ts';
import { failingWith, pluginFailure } from '../plugin-failure.ts';
import type { FilterDefinition } from '../registry.ts';
import { stringOf, textOf } from '../text-argument.ts';
import { domainError, realNumber } from './numbers.ts';

/** Ansible's filters of numbers and of sizes. */
export const mathematicsFilters: readonly FilterDefinition[] = [
  {
    name: 'log',
    signature: signature('x, base=None'),
    call: (_context, x, base) =>
      failingWith('log() can only be used on numbers', ['TypeError'], () =>
        logarithm(x as Value, base as Value),
      ),
  },
  {
    name: 'pow',
    signature: signature('x, y'),
    call: (_context, x, y) =>
      failingWith('pow() can only be used on numbers', ['TypeError'], () =>
        power(realNumber(x as Value), realNumber(y as Value)),
      ),
  },
  {
    name: 'root',
    signature: signature('x, base=2'),
    call: (_context, x, base) =>
      failingWith('root() can only be used on numbers', ['TypeError', 'ValueError'], () => {
        const value = realNumber(x as Value);
        if (realNumber(base as Value) !== 2) return power(value, 1 / realNumber(base as Value));
        if (value < 0) throw domainError();
        return float(Math.sqrt(value));
      }),
  },
  {
    name: 'human_readable',
    signature: signature('size, isbits=False, unit=None'),
    call: (_context, size, isBits, unit) =>
      failingWith("human_readable() can't interpret the input", ['ValueError', 'AttributeError'], () =>
        failingWith('human_readable() failed on bad input', ['TypeError'], () =>
          humanReadable(size as Value, isTruthy(isBits as Value), unit as Value),
        ),
      ),
  },
  {
    name: 'human_to_bytes',
    signature: signature('size, default_unit=None, isbits=False'),
    call: (_context, size, unit, isBits) =>
      failingWith("human_to_bytes() can't interpret the input", ['ValueError'], () =>
        humanToBytes(size as Value, unit as Value, isTruthy(isBits as Value)),
      ),
  },
  {
    name: 'rekey_on_member',
    signature: signature("data, key, duplicates='error'"),
    call: (_context, data, key, duplicates) => rekey(data as Value, key as Value, duplicates as Value),
  },
];

function logarithm(x: Value, base: Value): Value {
  const value = realNumber(x);
  if (value <= 0) throw domainError();
  if (base === null) return float(log(value));
  const foot = realNumber(base);
  if (foot === 10) return float(log10(value));
  if (foot <= 0) throw domainError();
  if (foot === 1) throw new PythonError('ZeroDivisionError', 'float division by zero');
  return float(log(value) / log(foot));
}

function power(base: number, exponent: number): Value {
  const result = pow(base, exponent);
  if (Number.isNaN(result) && !Number.isNaN(base) && !Number.isNaN(exponent)) throw domainError();
  if (base === 0 && exponent < 0) throw domainError();
  if (!Number.isFinite(result) && Number.isFinite(base) && Number.isFinite(exponent)) {
    throw new PythonError('OverflowError', 'math range error');
  }
  return float(result);
}

const ranges = [
  ['Y', 2n ** 80n],
  ['Z', 2n ** 70n],
  ['E', 2n ** 60n],
  ['P', 2n ** 50n],
  ['T', 2n ** 40n],
  ['G', 2n ** 30n],
  ['M', 2n ** 20n],
  ['K', 2n ** 10n],
  ['B', 1n],
] as const;

function humanReadable(size: Value, isBits: boolean, unit: Value): string {
  const base = isBits ? 'bits' : 'Bytes';
  const wanted = unit === null ? undefined : textOf(unit).toUpperCase();
  const fits = ([letter, limit]: readonly [string, bigint]): boolean =>
    wanted === undefined ? order('>=', size, limit < 2n ** 53n ? Number(limit) : limit) : wanted === letter;
  const [letter, limit] = ranges.find(fits) ?? ['B', 1n];
  const amount = numeric(divide(size, limit < 2n ** 53n ? Number(limit) : limit))?.value ?? 0;
  return `${fixed(Number(amount), 2)} ${limit === 1n ? base : letter + base.charAt(0)}`;
}

/** `'%.2f' % value`. */
function fixed(value: number, digits: number): string {
  const text = roundFloat(value, digits).toFixed(digits);
  return value < 0 && !text.startsWith('-') ? `-${text}` : text;
}

const unitNames: Readonly<Record<string, readonly [string, string, string, string]>> = Object.fromEntries(
  [
    ['B', ''],
    ['K', 'kilo'],
    ['M', 'mega'],
    ['G', 'giga'],
    ['T', 'tera'],
    ['P', 'peta'],
    ['E', 'exa'],
    ['Z', 'zetta'],
    ['Y', 'yotta'],
  ].map(([letter = '', prefix = '']) => {
    const short = letter === 'B' ? '' : letter;
    return [letter, [`${prefix}byte`, `${short}B`, `${prefix}bit`, `${short}b`]];
  }),
);

export function humanToBytes(size: Value, defaultUnit: Value, isBits: boolean): Value {
  const text = textOf(size);
  const found = /^([0-9]*\.?[0-9]+)(?:\s*([A-Za-z]+))?\s*$/.exec(text);
  if (!found) throw valueError(`human_to_bytes() can't interpret following string: ${text}`);
  const number = Number(found[1]);
  const unit = found[2] ?? (defaultUnit === null ? undefined : textOf(defaultUnit));
  if (unit === undefined) return truncateFloat(roundFloat(number, 0));
  const letter = unit.charAt(0).toUpperCase();
  const limit = ranges.find(([known]) => known === letter)?.[1];
  if (limit === undefined) {
    const known = ranges.map(([one]) => one).join(', ');
    throw valueError(
      `human_to_bytes() failed to convert ${text} (unit = ${unit}). The suffix must be one of ${known}`,
    );
  }
  if (unit.length > 1) checkUnit(text, unit, letter, isBits);
  return truncateFloat(roundFloat(number * Number(limit), 0));
}

function checkUnit(text: string, unit: string, letter: string, isBits: boolean): void {
  const [byteName, byteShort, bitName, bitShort] = unitNames[letter] as readonly [
    string,
    string,
    string,
    string,
  ];
  const [name, short] = isBits ? [bitName, bitShort] : [byteName, byteShort];
  if (unit.toLowerCase() === name || unit === short) return;
  const classLetter = isBits ? 'b' : 'B';
  const expected =
    letter === 'B'
      ? `expect ${classLetter} or ${isBits ? 'bit' : 'byte'}`
      : `expect ${letter}${classLetter} or ${letter}`;
  throw valueError(`human_to_bytes() failed to convert ${text}. Value is not a valid string (${expected})`);
}

function rekey(data: Value, key: Value, duplicates: Value): Value {
  if (duplicates !== 'error' && duplicates !== 'overwrite') {
    throw pluginFailure(`duplicates parameter to rekey_on_member has unknown value ${repr(duplicates)}`);
  }
  const isText = stringOf(data) !== undefined;
  if (isText || !isIterable(data)) throw pluginFailure('Type is not a valid list, set, or dict');
  const result = new Dict();
  for (const item of data instanceof Dict ? data.values() : toList(data)) {
    if (!(item instanceof Dict)) throw pluginFailure('List item is not a valid dict');
    const member = item.get(key);
    if (member === undefined) throw pluginFailure(`Key ${repr(key)} was not found.`);
    if (result.has(member) && duplicates === 'error') {
      throw pluginFailure(`Key ${repr(member)} is not unique, cannot convert to dict.`);
    }
    result.set(member, item);
  }
  return result;
}
