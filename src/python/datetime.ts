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

/** The parts of a datetime; `offset` is seconds east of UTC, null where it has no time zone. */
export interface DateTimeParts {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  microsecond: number;
  offset: number | null;
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
  isoFormat(separator = 'T'): string {
    const { year, month, day, hour, minute, second, microsecond, offset } = this.parts;
    const date = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
    const fraction = microsecond ? `.${String(microsecond).padStart(6, '0')}` : '';
    return `${date}${separator}${two(hour)}:${two(minute)}:${two(second)}${fraction}${offset === null ? '' : offsetText(offset)}`;
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

function offsetText(offset: number): string {
  const minutes = Math.floor(Math.abs(offset) / 60);
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

function offsetRepr(offset: number): string {
  if (offset === 0) return 'datetime.timezone.utc';
  const delta = offset < 0 ? `days=-1, seconds=${86400 + offset}` : `seconds=${offset}`;
  return `datetime.timezone(datetime.timedelta(${delta}))`;
}
