import { dateTimeFields } from '../broken-time.ts';
import { PyDate, PyDateTime } from '../datetime.ts';
import { typeError } from '../python-error.ts';
import { str } from '../repr.ts';
import { formatTime } from '../strftime.ts';
import { dateMicroseconds, PyTimedelta } from '../timedelta.ts';
import { Tuple } from '../tuple.ts';
import { typeName } from '../type-name.ts';
import { float, type Value } from '../value.ts';
import { methodTable, type MethodTable } from './method.ts';
import { requireIndex } from './index-range.ts';

function formatString(value: Value): string {
  if (typeof value === 'string') return value;
  throw typeError(`strftime() argument 1 must be str, not ${typeName(value)}`);
}

const midnight = ({ year, month, day }: PyDate): PyDateTime =>
  new PyDateTime({ year, month, day, hour: 0, minute: 0, second: 0, microsecond: 0, offset: null });
const dateOf = ({ parts }: PyDateTime): PyDate => new PyDate(parts.year, parts.month, parts.day);

/** Monday is 0. */
function weekday(date: PyDate): number {
  const days = dateMicroseconds(date) / 86_400_000_000n;
  return Number((((days + 3n) % 7n) + 7n) % 7n);
}

function isoCalendar(date: PyDate): Tuple {
  const thursday = new Date(Date.UTC(date.year, date.month - 1, date.day - weekday(date) + 3));
  const year = thursday.getUTCFullYear();
  const week = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / 604_800_000) + 1;
  return new Tuple([year, week, weekday(date) + 1]);
}

/** A naive time is local time, as in Python. */
function timestamp(time: PyDateTime): Value {
  const { year, month, day, hour, minute, second, microsecond, offset } = time.parts;
  if (offset !== null) return float(Number(time.epochMicroseconds()) / 1e6);
  const local = new Date(2000, 0, 1);
  local.setFullYear(year, month - 1, day);
  local.setHours(hour, minute, second, 0);
  return float(local.getTime() / 1000 + microsecond / 1e6);
}

const isDateTime = (value: Value): value is PyDateTime => value instanceof PyDateTime;
const isDate = (value: Value): value is PyDate => value instanceof PyDate;
const isTimedelta = (value: Value): value is PyTimedelta => value instanceof PyTimedelta;

/** The methods of datetime that templates call. */
export const dateTimeMethods: MethodTable = methodTable('datetime', isDateTime, {
  strftime: ['format', (time, format = null) => formatTime(formatString(format), dateTimeFields(time))],
  isoformat: ["sep='T', timespec='auto'", (time, separator = 'T') => time.isoFormat(str(separator))],
  timestamp: ['', timestamp],
  ctime: [
    '',
    (time) =>
      formatTime('%a %b ', dateTimeFields(time)) +
      `${time.parts.day}`.padStart(2) +
      formatTime(' %H:%M:%S %Y', dateTimeFields(time)),
  ],
  timetuple: [
    '',
    (time) => {
      const { year, month, day, hour, minute, second } = time.parts;
      const dayOfYear = Number(formatTime('%j', dateTimeFields(time)));
      return new Tuple([year, month, day, hour, minute, second, weekday(dateOf(time)), dayOfYear, -1]);
    },
  ],
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
      return new PyDateTime(changed);
    },
  ],
});

/** The methods of date. */
export const dateMethods: MethodTable = methodTable('date', isDate, {
  strftime: [
    'format',
    (date, format = null) => formatTime(formatString(format), dateTimeFields(midnight(date))),
  ],
  isoformat: ['', (date) => date.str()],
  weekday: ['', weekday],
  isoweekday: ['', (date) => weekday(date) + 1],
  isocalendar: ['', isoCalendar],
  toordinal: ['', (date) => Number(dateMicroseconds(date) / 86_400_000_000n) + 719_163],
});

/** The methods of timedelta. */
export const timedeltaMethods: MethodTable = methodTable('timedelta', isTimedelta, {
  total_seconds: ['', (delta) => float(delta.totalSeconds())],
});
