import { clockText, type ClockParts, offsetRepr } from './datetime.ts';
import { PyTimedelta } from './timedelta.ts';
import { PyObject, type Value } from './value.ts';

/** Python's datetime.time: what `datetime.time()` gives. */
export class PyTime extends PyObject {
  readonly typeName = 'time';
  readonly parts: Readonly<ClockParts>;
  constructor({ hour, minute, second, microsecond, offset }: ClockParts) {
    super();
    this.parts = { hour, minute, second, microsecond, offset };
  }
  repr(): string {
    const { hour, minute, second, microsecond, offset } = this.parts;
    const fields = [hour, minute];
    if (second || microsecond) fields.push(second);
    if (microsecond) fields.push(microsecond);
    return `datetime.time(${fields.join(', ')}${offset === null ? '' : `, tzinfo=${offsetRepr(offset)}`})`;
  }
  override str(): string {
    return clockText(this.parts);
  }
  /** Microseconds since midnight, UTC's where the time has a zone. */
  sinceMidnight(): number {
    const { hour, minute, second, microsecond, offset } = this.parts;
    return ((hour * 60 + minute) * 60 + second - (offset ?? 0)) * 1e6 + microsecond;
  }
  override truthy(): boolean {
    return true;
  }
  override equals(other: Value): boolean {
    return other instanceof PyTime && other.hashKey() === this.hashKey();
  }
  hashKey(): string {
    return `time(${this.parts.offset === null ? 'naive' : 'aware'}:${this.sinceMidnight()})`;
  }
}

/** Python's datetime.timezone: the `tzinfo` of a datetime that has one. */
export class PyTimezone extends PyObject {
  readonly typeName = 'timezone';
  /** Seconds east of UTC. */
  readonly offset: number;
  constructor(offset: number) {
    super();
    this.offset = offset;
  }
  get delta(): PyTimedelta {
    return new PyTimedelta(BigInt(this.offset) * 1_000_000n);
  }
  repr(): string {
    return offsetRepr(this.offset);
  }
  override str(): string {
    return zoneName(this.offset);
  }
  override truthy(): boolean {
    return true;
  }
  override equals(other: Value): boolean {
    return other instanceof PyTimezone && other.offset === this.offset;
  }
  hashKey(): string {
    return `timezone(${this.offset})`;
  }
}

/** `UTC`, `UTC+02:00`. */
export function zoneName(offset: number): string {
  if (offset === 0) return 'UTC';
  const minutes = Math.floor(Math.abs(offset) / 60);
  const two = (amount: number): string => String(amount).padStart(2, '0');
  return `UTC${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
