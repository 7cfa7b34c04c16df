import { valueError } from './python-error.ts';
import { PyObject, type Value } from './value.ts';

const two = (n: number): string => String(n).padStart(2, '0');

/** Python's datetime.date, as YAML's `2024-01-31` gives it. */
export class PyDate extends PyObject {
  readonly typeName = 'date';
  readonly year: number;
  readonly month: number;
  readonly day: number;
  constructor(year: number, month: number, day: number) {
    super();
    this.year = year;
    this.month = month;
    this.day = day;
  }
  repr(): string {
    return `datetime.date(${this.year}, ${this.month}, ${this.day})`;
  }
  override str(): string {
    return `${String(this.year).padStart(4, '0')}-${two(this.month)}-${two(this.day)}`;
  }
  override equals(other: Value): boolean {
    return other instanceof PyDate && other.str() === this.str();
  }
  hashKey(): string {
    return `date(${this.str()})`;
  }
}

/** The parts of a time of day; `offset` is seconds east of UTC, null where it has no time zone. */
export interface ClockParts {
  hour: number;
  minute: number;
  second: number;
  microsecond: number;
  offset: number | null;
}

/** The parts of a datetime. */
export interface DateTimeParts extends ClockParts {
  year: number;
  month: number;
  day: number;
}

/** Python's datetime.datetime. */
export class PyDateTime extends PyObject {
  readonly typeName = 'datetime';
  readonly parts: Readonly<DateTimeParts>;
  constructor(parts: DateTimeParts) {
    super();
    this.parts = parts;
  }
  /** Microseconds since 1970-01-01, reading a naive time as UTC. */
  epochMicroseconds(): bigint {
    const { year, month, day, hour, minute, second, microsecond, offset } = this.parts;
    const date = new Date(0);
    date.setUTCFullYear(year, month - 1, day);
    date.setUTCHours(hour, minute, second - (offset ?? 0), 0);
    return BigInt(date.getTime()) * 1000n + BigInt(microsecond);
  }
  repr(): string {
    const { year, month, day, hour, minute, second, microsecond, offset } = this.parts;
    const fields = [year, month, day, hour, minute];
    if (second || microsecond) fields.push(second);
    if (microsecond) fields.push(microsecond);
    const zone = offset === null ? '' : `, tzinfo=${offsetRepr(offset)}`;
    return `datetime.datetime(${fields.join(', ')}${zone})`;
  }
  /** As `datetime.__str__`: ISO with a blank between date and time. */
  override str(): string {
    return this.isoFormat(' ');
  }
  isoFormat(separator = 'T', timespec = 'auto'): string {
    const { year, month, day } = this.parts;
    return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}${separator}${clockText(this.parts, timespec)}`;
  }
  override equals(other: Value): boolean {
    return (
      other instanceof PyDateTime &&
      (this.parts.offset === null) === (other.parts.offset === null) &&
      this.epochMicroseconds() === other.epochMicroseconds()
    );
  }
  hashKey(): string {
    return `datetime(${this.parts.offset === null ? 'naive' : 'aware'}:${this.epochMicroseconds()})`;
  }
}

/** A time of day as ISO has it, as far as `timespec` says. Throws PythonError ValueError for a `timespec` that is none. */
export function clockText(parts: ClockParts, timespec = 'auto'): string {
  const { hour, minute, second, microsecond, offset } = parts;
  const minutes = `${two(hour)}:${two(minute)}`;
  const seconds = `${minutes}:${two(second)}`;
  const fraction = String(microsecond).padStart(6, '0');
  const forms: ReadonlyMap<string, string> = new Map([
    ['auto', microsecond ? `${seconds}.${fraction}` : seconds],
    ['hours', two(hour)],
    ['minutes', minutes],
    ['seconds', seconds],
    ['milliseconds', `${seconds}.${fraction.slice(0, 3)}`],
    ['microseconds', `${seconds}.${fraction}`],
  ]);
  const text = forms.get(timespec);
  if (text === undefined) throw valueError('Unknown timespec value');
  return `${text}${offset === null ? '' : offsetText(offset)}`;
}

function offsetText(offset: number): string {
  const minutes = Math.floor(Math.abs(offset) / 60);
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

export function offsetRepr(offset: number): string {
  if (offset === 0) return 'datetime.timezone.utc';
  const delta = offset < 0 ? `days=-1, seconds=${86400 + offset}` : `seconds=${offset}`;
  return `datetime.timezone(datetime.timedelta(${delta}))`;
}
