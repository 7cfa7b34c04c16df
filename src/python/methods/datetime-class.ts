import { PyTime, PyTimezone } from '../clock-time.ts';
import { PyDate, PyDateTime } from '../datetime.ts';
import { isoDateTime } from '../iso-date-time.ts';
import { dateTimeOfParts } from '../moment-limits.ts';
import { numeric } from '../operators/number.ts';
import { typeError, valueError } from '../python-error.ts';
import { repr } from '../repr.ts';
import { parseDateTime } from '../strptime.ts';
import { dateFromEpoch, dateTimeFromEpoch } from '../timedelta.ts';
import { typeName } from '../type-name.ts';
import type { Value } from '../value.ts';
import { requireIndex } from './index-range.ts';

/** Methods of the class `datetime` that its instances have too. */

const microsecondsADay = 86_400_000_000n;

/** Microseconds since 1970, of now. */
function nowMicroseconds(): bigint {
  return BigInt(Date.now()) * 1000n;
}

/** Seconds east of UTC where this process is, at a moment. */
export function localOffset(microseconds: bigint): number {
  return -new Date(Number(microseconds / 1000n)).getTimezoneOffset() * 60;
}

/** A moment in a time zone; without one as local time that does not know its zone. */
export function momentIn(microseconds: bigint, zone: Value): PyDateTime {
  if (zone instanceof PyTimezone) return dateTimeFromEpoch(microseconds, zone.offset);
  if (zone !== null)
    throw typeError(`tzinfo argument must be None or of a tzinfo subclass, not type '${typeName(zone)}'`);
  return dateTimeFromEpoch(microseconds + BigInt(localOffset(microseconds)) * 1_000_000n, null);
}

export const now = (zone: Value): PyDateTime => momentIn(nowMicroseconds(), zone);
export const utcNow = (): PyDateTime => dateTimeFromEpoch(nowMicroseconds(), null);

export function fromTimestamp(seconds: Value, zone: Value): PyDateTime {
  return momentIn(microsecondsOf(seconds), zone);
}

export function utcFromTimestamp(seconds: Value): PyDateTime {
  return dateTimeFromEpoch(microsecondsOf(seconds), null);
}

function microsecondsOf(seconds: Value): bigint {
  const number = typeof seconds === 'string' ? undefined : numeric(seconds);
  if (!number) throw typeError(`'${typeName(seconds)}' object cannot be interpreted as an integer`);
  return BigInt(Math.round(Number(number.value) * 1e6));
}

export function parse(text: Value, format: Value): PyDateTime {
  if (typeof text !== 'string') throw typeError(`strptime() argument 1 must be str, not ${typeName(text)}`);
  if (typeof format !== 'string')
    throw typeError(`strptime() argument 2 must be str, not ${typeName(format)}`);
  return parseDateTime(text, format);
}

export function fromIsoFormat(text: Value): PyDateTime {
  if (typeof text !== 'string') throw typeError('fromisoformat: argument must be str');
  const found = isoDateTime(text);
  if (!found) throw valueError(`Invalid isoformat string: ${repr(text)}`);
  return dateTimeOfParts((found instanceof PyDate ? atMidnight(found) : found).parts);
}

export function fromOrdinal(days: Value): PyDate {
  return dateFromEpoch(BigInt(requireIndex(days) - 719_163) * microsecondsADay);
}

export function combine(date: Value, time: Value): PyDateTime {
  const day = date instanceof PyDateTime ? date.parts : date;
  if (!(day instanceof PyDate) && !(date instanceof PyDateTime))
    throw typeError(`combine() argument 1 must be datetime.date, not ${typeName(date)}`);
  if (!(time instanceof PyTime))
    throw typeError(`combine() argument 2 must be datetime.time, not ${typeName(time)}`);
  const { year, month, day: dayOfMonth } = day as PyDate;
  return new PyDateTime({ ...time.parts, year, month, day: dayOfMonth });
}

export function atMidnight({ year, month, day }: PyDate): PyDateTime {
  return new PyDateTime({ year, month, day, hour: 0, minute: 0, second: 0, microsecond: 0, offset: null });
}
