import { PyDate, PyDateTime } from '../python/datetime.ts';
import { compareCodePoints } from '../python/json/dump.ts';
import { PyFloat, type Value } from '../python/value.ts';

/** Keys in Python's order; as they were where Python cannot compare them (text with numbers, say). */
export function sortedKeys(keys: Value[]): Value[] {
  if (keys.every((key) => typeof key === 'string')) return keys.sort(compareCodePoints);
  const numbers = keys.map(numberOf);
  if (numbers.every((number) => number !== undefined)) {
    return keys.sort((a, b) => compare(numberOf(a) ?? 0, numberOf(b) ?? 0));
  }
  if (keys.every((key) => key instanceof PyDate))
    return keys.sort((a, b) => compareCodePoints(a.str(), b.str()));
  if (keys.every((key) => key instanceof PyDateTime)) {
    return keys.sort((a, b) => compare(a.epochMicroseconds(), b.epochMicroseconds()));
  }
  return keys;
}

function numberOf(key: Value): number | bigint | undefined {
  if (typeof key === 'boolean') return Number(key);
  if (key instanceof PyFloat) return key.value;
  return typeof key === 'number' || typeof key === 'bigint' ? key : undefined;
}

function compare(a: number | bigint, b: number | bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
