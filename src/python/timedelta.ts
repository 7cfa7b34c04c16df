import { PyDate, PyDateTime } from './datetime.ts';
import { PyObject, type Value } from './value.ts';

const day = 86_400_000_000n;

/** Python's datetime.timedelta, in whole microseconds. */
export class PyTimedelta extends PyObject {
  readonly typeName = 'timedelta';
  readonly microseconds: bigint;
  constructor(microseconds: bigint) {
    super();
    this.microseconds = microseconds;
  }
  get days(): number {
    const days = this.microseconds / day;
    return Number(this.microseconds < 0n && days * day !== this.microseconds ? days - 1n : days);
  }
  /** Microseconds beyond whole days. */
  get #rest(): bigint {
    return this.microseconds - BigInt(this.days) * day;
  }
  /** Seconds of the last day. */
  get seconds(): number {
    return Number(this.#rest / 1_000_000n);
  }
  get fraction(): number {
    return Number(this.#rest % 1_000_000n);
  }
  totalSeconds(): number {
    return Number(this.microseconds) / 1e6;
  }
  repr(): string {
    const parts = [
      [this.days, 'days'],
      [this.seconds, 'seconds'],
      [this.fraction, 'microseconds'],
    ] as const;
    const shown = parts.filter(([amount]) => amount !== 0).map(([amount, unit]) => `${unit}=${amount}`);
    return `datetime.timedelta(${shown.join(', ') || '0'})`;
  }
  override str(): string {
    const { days, seconds, fraction } = this;
    const two = (amount: number): string => String(amount).padStart(2, '0');
    const time = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
    const tail = fraction ? `.${String(fraction).padStart(6, '0')}` : '';
    const plural = Math.abs(days) === 1 ? '' : 's';
    return days ? `${days} day${plural}, ${time}${tail}` : `${time}${tail}`;
  }
  override truthy(): boolean {
    return this.microseconds !== 0n;
  }
  override equals(other: Value): boolean {
    return other instanceof PyTimedelta && other.microseconds === this.microseconds;
  }
  hashKey(): string {
    return `timedelta(${this.microseconds})`;
  }
}

/** The date and time this many microseconds after 1970-01-01, without a time zone of its own. */
export function dateTimeFromEpoch(microseconds: bigint, offset: number | null): PyDateTime {
  const local = microseconds + BigInt(offset ?? 0) * 1_000_000n;
  const micros = ((local % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const date = new Date(Number((local - micros) / 1000n));
  return new PyDateTime({
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    microsecond: Number(micros),
    offset,
  });
}

/** Midnight of a date, in microseconds since 1970-01-01. */
export function dateMicroseconds(date: PyDate): bigint {
  return BigInt(Date.UTC(date.year, date.month - 1, date.day)) * 1000n;
}

export function dateFromEpoch(microseconds: bigint): PyDate {
  const { year, month, day: dayOfMonth } = dateTimeFromEpoch(microseconds, null).parts;
  return new PyDate(year, month, dayOfMonth);
}
