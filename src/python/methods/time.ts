import { dateTimeFields } from '../broken-time.ts';
import { PyTime, PyTimezone, zoneName } from '../clock-time.ts';
import { clockText, PyDate, PyDateTime } from '../datetime.ts';
import { checkedClock, dateOfParts, dateTimeOfParts } from '../moment-limits.ts';
import { NamedTuple } from '../named-tuple.ts';
import { typeError } from '../python-error.ts';
import { str } from '../repr.ts';
import { formatTime } from '../strftime.ts';
import { dateMicroseconds, dateTimeFromEpoch, PyTimedelta } from '../timedelta.ts';
import { typeName } from '../type-name.ts';
import { float, type Value } from '../value.ts';
import {
  atMidnight,
  combine,
  fromIsoFormat,
  fromOrdinal,
  fromTimestamp,
  localOffset,
  momentIn,
  now,
  parse,
  utcFromTimestamp,
  utcNow,
} from './datetime-class.ts';
import { methodTable, type MethodTable } from './method.ts';
import { requireIndex } from './index-range.ts';

function formatString(value: Value): string {
  if (typeof value === 'string') return value;
  throw typeError(`strftime() argument 1 must be str, not ${typeName(value)}`);
}

const dateOf = ({ parts }: PyDateTime): PyDate => new PyDate(parts.year, parts.month, parts.day);

/** Monday is 0. */
function weekday(date: PyDate): number {
  const days = dateMicroseconds(date) / 86_400_000_000n;
  return Number((((days + 3n) % 7n) + 7n) % 7n);
}

function isoCalendar(date: PyDate): NamedTuple {
  const thursday = new Date(Date.UTC(date.year, date.month - 1, date.day - weekday(date) + 3));
  const year = thursday.getUTCFullYear();
  const week = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / 604_800_000) + 1;
  const members = { year, week, weekday: weekday(date) + 1 };
  return new NamedTuple('IsoCalendarDate', members, 'datetime.IsoCalendarDate');
}

/** A naive time is local time, as in Python. */
function secondsOf(time: PyDateTime): number {
  const { year, month, day, hour, minute, second, microsecond, offset } = time.parts;
  if (offset !== null) return Number(time.epochMicroseconds()) / 1e6;
  const local = new Date(2000, 0, 1);
  local.setFullYear(year, month - 1, day);
  local.setHours(hour, minute, second, 0);
  return local.getTime() / 1000 + microsecond / 1e6;
}

function ctime(time: PyDateTime): string {
  const fields = dateTimeFields(time);
  const day = `${time.parts.day}`.padStart(2);
  return `${formatTime('%a %b ', fields)}${day}${formatTime(' %H:%M:%S %Y', fields)}`;
}

function structTime(time: PyDateTime, isDst: number): NamedTuple {
  const { year, month, day, hour, minute, second } = time.parts;
  const members = {
    tm_year: year,
    tm_mon: month,
    tm_mday: day,
    tm_hour: hour,
    tm_min: minute,
    tm_sec: second,
    tm_wday: weekday(dateOf(time)),
    tm_yday: Number(formatTime('%j', dateTimeFields(time))),
    tm_isdst: isDst,
  };
  return new NamedTuple('struct_time', members, 'time.struct_time');
}

/** A naive time is local time; without a zone it is the local one that is wanted. */
function inZone(time: PyDateTime, zone: Value): PyDateTime {
  const microseconds = BigInt(Math.round(secondsOf(time) * 1e6));
  if (zone === null) return dateTimeFromEpoch(microseconds, localOffset(microseconds));
  return momentIn(microseconds, zone);
}

const isDateTime = (value: Value): value is PyDateTime => value instanceof PyDateTime;
const isDate = (value: Value): value is PyDate => value instanceof PyDate;
const isTimedelta = (value: Value): value is PyTimedelta => value instanceof PyTimedelta;

/** The methods of datetime that templates call. */
export const dateTimeMethods: MethodTable = methodTable('datetime', isDateTime, {
  strftime: ['format', (time, format = null) => formatTime(formatString(format), dateTimeFields(time))],
  isoformat: [
    "sep='T', timespec='auto'",
    (time, separator = 'T', timespec = 'auto') => time.isoFormat(str(separator), str(timespec)),
  ],
  timestamp: ['', (time) => float(secondsOf(time))],
  ctime: ['', ctime],
  timetuple: ['', (time) => structTime(time, time.parts.offset === null ? -1 : 0)],
  utctimetuple: ['', (time) => structTime(dateTimeFromEpoch(time.epochMicroseconds(), null), 0)],
  time: ['', ({ parts }) => new PyTime({ ...parts, offset: null })],
  timetz: ['', ({ parts }) => new PyTime(parts)],
  dst: ['', () => null],
  tzname: ['', ({ parts }) => (parts.offset === null ? null : zoneName(parts.offset))],
  astimezone: ['tz=None', (time, zone = null) => inZone(time, zone)],
  now: ['tz=None', (_time, zone = null) => now(zone)],
  today: ['', () => now(null)],
  utcnow: ['', utcNow],
  fromtimestamp: ['timestamp, tz=None', (_time, seconds = null, zone = null) => fromTimestamp(seconds, zone)],
  utcfromtimestamp: ['timestamp', (_time, seconds = null) => utcFromTimestamp(seconds)],
  strptime: ['date_string, format', (_time, text = null, format = null) => parse(text, format)],
  fromisoformat: ['date_string', (_time, text = null) => fromIsoFormat(text)],
  fromordinal: ['ordinal', (_time, days = null) => atMidnight(fromOrdinal(days))],
  combine: ['date, time', (_time, date = null, time = null) => combine(date, time)],
  date: ['', dateOf],
  weekday: ['', (time) => weekday(dateOf(time))],
  isoweekday: ['', (time) => weekday(dateOf(time)) + 1],
  isocalendar: ['', (time) => isoCalendar(dateOf(time))],
  toordinal: ['', (time) => Number(dateMicroseconds(dateOf(time)) / 86_400_000_000n) + 719_163],
  utcoffset: [
    '',
    (time) => (time.parts.offset === null ? null : new PyTimedelta(BigInt(time.parts.offset) * 1_000_000n)),
  ],
  replace: [
    'year=None, month=None, day=None, hour=None, minute=None, second=None, microsecond=None',
    ({ parts }, ...fields) => {
      const names = ['year', 'month', 'day', 'hour', 'minute', 'second', 'microsecond'] as const;
      const changed = { ...parts };
      names.forEach((name, index) => {
        const value = fields[index] ?? null;
        if (value !== null) changed[name] = requireIndex(value);
      });
      return dateTimeOfParts(changed);
    },
  ],
});

/** The methods of date. */
export const dateMethods: MethodTable = methodTable('date', isDate, {
  strftime: [
    'format',
    (date, format = null) => formatTime(formatString(format), dateTimeFields(atMidnight(date))),
  ],
  isoformat: ['', (date) => date.str()],
  ctime: ['', (date) => ctime(atMidnight(date))],
  timetuple: ['', (date) => structTime(atMidnight(date), -1)],
  replace: [
    'year=None, month=None, day=None',
    (date, year = null, month = null, day = null) =>
      dateOfParts(
        year === null ? date.year : requireIndex(year),
        month === null ? date.month : requireIndex(month),
        day === null ? date.day : requireIndex(day),
      ),
  ],
  today: ['', () => dateOf(now(null))],
  fromtimestamp: ['timestamp', (_date, seconds = null) => dateOf(fromTimestamp(seconds, null))],
  fromisoformat: ['date_string', (_date, text = null) => dateOf(fromIsoFormat(text))],
  fromordinal: ['ordinal', (_date, days = null) => fromOrdinal(days)],
  weekday: ['', weekday],
  isoweekday: ['', (date) => weekday(date) + 1],
  isocalendar: ['', isoCalendar],
  toordinal: ['', (date) => Number(dateMicroseconds(date) / 86_400_000_000n) + 719_163],
});

const isTime = (value: Value): value is PyTime => value instanceof PyTime;
const isTimezone = (value: Value): value is PyTimezone => value instanceof PyTimezone;

/** The methods of time. */
export const timeMethods: MethodTable = methodTable('time', isTime, {
  strftime: [
    'format',
    ({ parts }, format = null) =>
      formatTime(
        formatString(format),
        dateTimeFields(new PyDateTime({ year: 1900, month: 1, day: 1, ...parts })),
      ),
  ],
  isoformat: ["timespec='auto'", ({ parts }, timespec = 'auto') => clockText(parts, str(timespec))],
  utcoffset: ['', ({ parts }) => (parts.offset === null ? null : new PyTimezone(parts.offset).delta)],
  tzname: ['', ({ parts }) => (parts.offset === null ? null : zoneName(parts.offset))],
  dst: ['', () => null],
  replace: [
    'hour=None, minute=None, second=None, microsecond=None',
    ({ parts }, ...fields) => {
      const changed = { ...parts };
      (['hour', 'minute', 'second', 'microsecond'] as const).forEach((name, index) => {
        const value = fields[index] ?? null;
        if (value !== null) changed[name] = requireIndex(value);
      });
      return new PyTime(checkedClock(changed));
    },
  ],
});

/** The methods of timezone; each is asked with a datetime, which makes no difference. */
export const timezoneMethods: MethodTable = methodTable('timezone', isTimezone, {
  utcoffset: ['dt', (zone) => zone.delta],
  tzname: ['dt', (zone) => zone.str()],
  dst: ['dt', () => null],
});

/** The methods of timedelta. */
export const timedeltaMethods: MethodTable = methodTable('timedelta', isTimedelta, {
  total_seconds: ['', (delta) => float(delta.totalSeconds())],
});
