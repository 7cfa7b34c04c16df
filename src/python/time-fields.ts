import { PyTime, PyTimezone } from './clock-time.ts';
import { type ClockParts, PyDate, PyDateTime } from './datetime.ts';
import { PyTimedelta } from './timedelta.ts';
import type { Value } from './value.ts';

type Fields<T> = ReadonlyMap<string, (receiver: T) => Value>;

const zone = ({ offset }: ClockParts): Value => (offset === null ? null : new PyTimezone(offset));
const largest = { hour: 23, minute: 59, second: 59, microsecond: 999_999, offset: null };
const smallest = { hour: 0, minute: 0, second: 0, microsecond: 0, offset: null };
const day = 86_400_000_000n;

const clock = <T extends { readonly parts: Readonly<ClockParts> }>(): [string, (time: T) => Value][] => [
  ['hour', ({ parts }) => parts.hour],
  ['minute', ({ parts }) => parts.minute],
  ['second', ({ parts }) => parts.second],
  ['microsecond', ({ parts }) => parts.microsecond],
  ['tzinfo', ({ parts }) => zone(parts)],
  ['fold', () => 0],
  ['resolution', () => new PyTimedelta(1n)],
];

/** The attributes of datetime, those of its class among them. */
export const dateTimeFields: Fields<PyDateTime> = new Map([
  ['year', ({ parts }: PyDateTime): Value => parts.year],
  ['month', ({ parts }: PyDateTime): Value => parts.month],
  ['day', ({ parts }: PyDateTime): Value => parts.day],
  ...clock<PyDateTime>(),
  ['max', (): Value => new PyDateTime({ year: 9999, month: 12, day: 31, ...largest })],
  ['min', (): Value => new PyDateTime({ year: 1, month: 1, day: 1, ...smallest })],
]);

export const timeFields: Fields<PyTime> = new Map([
  ...clock<PyTime>(),
  ['max', (): Value => new PyTime(largest)],
  ['min', (): Value => new PyTime(smallest)],
]);

export const dateFields: Fields<PyDate> = new Map([
  ['year', (date: PyDate): Value => date.year],
  ['month', (date: PyDate): Value => date.month],
  ['day', (date: PyDate): Value => date.day],
  ['max', (): Value => new PyDate(9999, 12, 31)],
  ['min', (): Value => new PyDate(1, 1, 1)],
  ['resolution', (): Value => new PyTimedelta(day)],
]);

export const timedeltaFields: Fields<PyTimedelta> = new Map([
  ['days', (delta: PyTimedelta): Value => delta.days],
  ['seconds', (delta: PyTimedelta): Value => delta.seconds],
  ['microseconds', (delta: PyTimedelta): Value => delta.fraction],
  ['max', (): Value => new PyTimedelta(1_000_000_000n * day - 1n)],
  ['min', (): Value => new PyTimedelta(-999_999_999n * day)],
  ['resolution', (): Value => new PyTimedelta(1n)],
]);
