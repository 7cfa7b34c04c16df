import { Bytes } from '../bytes.ts';
import { PyRange } from '../range.ts';
import { typeError, valueError } from '../python-error.ts';
import { Tuple } from '../tuple.ts';
import { typeName } from '../type-name.ts';
import { PyObject, type Value } from '../value.ts';
import { characters, isBasic } from './iterate.ts';
import { integerOf } from './number.ts';

/** `start:stop:step` inside brackets. */
export class Slice extends PyObject {
  readonly typeName = 'slice';
  readonly start: Value;
  readonly stop: Value;
  readonly step: Value;
  constructor(start: Value, stop: Value, step: Value) {
    super();
    this.start = start;
    this.stop = stop;
    this.step = step;
  }
  repr(): string {
    return `slice(${[this.start, this.stop, this.step].map(String).join(', ')})`;
  }
}

/** The member of a sequence at this index or slice; undefined where there is none or the value is no sequence. */
export function sequenceItem(sequence: Value, key: Value): Value | undefined {
  if (key instanceof Slice) return slice(sequence, key);
  const index = integerOf(key);
  if (index === undefined) return undefined;
  if (Array.isArray(sequence)) return sequence[index < 0 ? index + sequence.length : index];
  if (sequence instanceof Tuple) return sequence.items[index < 0 ? index + sequence.items.length : index];
  if (typeof sequence === 'string') {
    const points = isBasic(sequence) ? sequence : characters(sequence);
    return points[index < 0 ? index + points.length : index];
  }
  if (sequence instanceof PyRange) return sequence.at(index < 0 ? index + sequence.length : index);
  if (sequence instanceof Bytes) return sequence.data[index < 0 ? index + sequence.data.length : index];
  return undefined;
}

function slice(sequence: Value, wanted: Slice): Value {
  if (typeof sequence === 'string') return pick(characters(sequence), wanted).join('');
  if (Array.isArray(sequence)) return pick(sequence, wanted);
  if (sequence instanceof Tuple) return new Tuple(pick(sequence.items, wanted));
  if (sequence instanceof Bytes) return new Bytes(Uint8Array.from(pick([...sequence.data], wanted)));
  if (sequence instanceof PyRange) {
    const { start, stop, step } = sliceBounds(wanted, sequence.length);
    return sequence.slice(start, stop, step);
  }
  throw typeError(`'${typeName(sequence)}' object is not subscriptable`);
}

function pick<T>(items: readonly T[], wanted: Slice): T[] {
  const { start, stop, step } = sliceBounds(wanted, items.length);
  if (step === 1) return items.slice(start, Math.max(start, stop));
  const picked: T[] = [];
  for (let index = start; step > 0 ? index < stop : index > stop; index += step)
    picked.push(items[index] as T);
  return picked;
}

/** Where a slice of something this long begins and ends (`slice.indices`). */
function sliceBounds(wanted: Slice, length: number): { start: number; stop: number; step: number } {
  const step = bound(wanted.step) ?? 1;
  if (step === 0) throw valueError('slice step cannot be zero');
  const lowest = step > 0 ? 0 : -1;
  const highest = step > 0 ? length : length - 1;
  const clamp = (value: number | undefined, otherwise: number): number => {
    if (value === undefined) return otherwise;
    return Math.min(highest, Math.max(lowest, value < 0 ? value + length : value));
  };
  return {
    start: clamp(bound(wanted.start), step > 0 ? lowest : highest),
    stop: clamp(bound(wanted.stop), step > 0 ? highest : lowest),
    step,
  };
}

function bound(value: Value): number | undefined {
  if (value === null) return undefined;
  if (typeof value === 'bigint') return value > 0n ? Number.MAX_SAFE_INTEGER : Number.MIN_SAFE_INTEGER;
  const index = integerOf(value);
  if (index === undefined) {
    throw typeError('slice indices must be integers or None or have an __index__ method');
  }
  return index;
}
