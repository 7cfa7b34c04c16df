import { PyTime } from './clock-time.ts';
import { PyDate, PyDateTime } from './datetime.ts';

const isoForm =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?(?:([+-])(\d\d):(\d\d)|Z)?)?$/;

/** The date or moment that an ISO 8601 text names; undefined for a text of another form. */
export function isoDateTime(text: string): PyDate | PyDateTime | undefined {
  const found = isoForm.exec(text);
  if (!found) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  if (found[4] === undefined) return new PyDate(year, month, day);
  const clock = { hour, minute, second, microsecond: microsecondsOf(found[7]) };
  return new PyDateTime({ year, month, day, ...clock, offset: offsetOf(found.slice(8), text) });
}

const clockForm = /^(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?(?:([+-])(\d\d):(\d\d)|Z)?$/;

/** The date, moment or time of day that an ISO 8601 text names; undefined for a text of another form. */
export function isoMoment(text: string): PyDate | PyDateTime | PyTime | undefined {
  const found = clockForm.exec(text);
  if (!found) return isoDateTime(text);
  const [hour = 0, minute = 0, second = 0] = found.slice(1, 4).map((part) => Number(part ?? 0));
  const microsecond = microsecondsOf(found[4]);
  return new PyTime({ hour, minute, second, microsecond, offset: offsetOf(found.slice(5), text) });
}

function microsecondsOf(fraction: string | undefined): number {
  return Number((fraction ?? '').padEnd(6, '0'));
}

/** Seconds east of UTC; null where the text names no zone. */
function offsetOf([sign, hours, minutes]: readonly (string | undefined)[], text: string): number | null {
  if (sign === undefined) return text.endsWith('Z') ? 0 : null;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60);
}
