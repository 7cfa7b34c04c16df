import { PythonError, typeError, valueError } from './python-error.ts';
import { requireListRoom } from './size-limit.ts';
import { PyObject, type Value } from './value.ts';
import { typeName } from './type-name.ts';

/** Python's range: a sequence that is computed, not stored. */
export class PyRange extends PyObject {
  readonly typeName = 'range';
  readonly start: number;
  readonly stop: number;
  readonly step: number;
  constructor(start: number, stop: number, step: number) {
    super();
    this.start = start;
    this.stop = stop;
    this.step = step;
  }
  /** `range(*args)`. */
  static from(args: readonly Value[]): PyRange {
    if (args.length === 0) throw typeError('range expected at least 1 argument, got 0');
    if (args.length > 3) throw typeError(`range expected at most 3 arguments, got ${args.length}`);
    const [first, second, step] = args.map(integer);
    if (step === 0) throw valueError('range() arg 3 must not be zero');
    return second === undefined
      ? new PyRange(0, first as number, 1)
      : new PyRange(first as number, second, step ?? 1);
  }
  get length(): number {
    return Math.max(0, Math.ceil((this.stop - this.start) / this.step));
  }
  at(index: number): number | undefined {
    return index >= 0 && index < this.length ? this.start + index * this.step : undefined;
  }
  has(value: number): boolean {
    const offset = (value - this.start) / this.step;
    return Number.isInteger(offset) && offset >= 0 && offset < this.length;
  }
  slice(start: number, stop: number, step: number): PyRange {
    return new PyRange(this.start + start * this.step, this.start + stop * this.step, this.step * step);
  }
  toList(): number[] {
    const { length } = this;
    requireListRoom(length);
    return Array.from({ length }, (_member, index) => this.start + index * this.step);
  }
  repr(): string {
    return this.step === 1
      ? `range(${this.start}, ${this.stop})`
      : `range(${this.start}, ${this.stop}, ${this.step})`;
  }
  override truthy(): boolean {
    return this.length > 0;
  }
  override equals(other: Value): boolean {
    if (!(other instanceof PyRange) || other.length !== this.length) return false;
    return (
      this.length === 0 || (this.start === other.start && (this.length === 1 || this.step === other.step))
    );
  }
}

function integer(value: Value): number {
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  if (typeof value === 'bigint')
    throw new PythonError('OverflowError', 'Python int too large to convert to C ssize_t');
  throw typeError(`'${typeName(value)}' object cannot be interpreted as an integer`);
}
