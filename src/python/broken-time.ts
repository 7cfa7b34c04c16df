import type { PyDateTime } from './datetime.ts';

/** A moment in calendar terms, as C's `struct tm`. */
export interface BrokenTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** undefined: a time without them, for which `%f` means nothing. */
  readonly microsecond: number | undefined;
  /** 0 is Monday. */
  readonly weekday: number;
  /** 1 to 366. */
  readonly dayOfYear: number;
  /** Seconds east of UTC; undefined: no zone is known. */
  readonly offset: number | undefined;
  readonly zone: string;
}

/** `time.gmtime` of a number of seconds since 1970. */
export function utcTime(epochSeconds: number): BrokenTime {
  return fromFields(new Date(Math.floor(epochSeconds) * 1000), undefined, 0, 'GMT');
}

/** `time.localtime`, in the time zone of this process. */
export function localTime(epochSeconds: number): BrokenTime {
  const moment = new Date(Math.floor(epochSeconds) * 1000);
  const offset = -moment.getTimezoneOffset() * 60;
  const shifted = new Date(moment.getTime() + offset * 1000);
  return fromFields(shifted, undefined, offset, zoneName(moment));
}

/** The time that a datetime shows, for its `strftime`. */
export function dateTimeFields({ parts }: PyDateTime): BrokenTime {
  const { year, month, day, hour, minute, second, microsecond, offset } = parts;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  const zone = offset === null ? '' : offset === 0 ? 'UTC' : `UTC${offsetText(offset)}`;
  return fromFields(date, microsecond, offset ?? undefined, zone);
}

function fromFields(
  date: Date,
  microsecond: number | undefined,
  offset: number | undefined,
  zone: string,
): BrokenTime {
  const year = date.getUTCFullYear();
  const yearStart = new Date(0);
  yearStart.setUTCFullYear(year, 0, 1);
  return {
    year,
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    microsecond,
    weekday: (date.getUTCDay() + 6) % 7,
    dayOfYear: Math.floor((date.getTime() - yearStart.getTime()) / 86_400_000) + 1,
    offset,
    zone,
  };
}

/** `+01:00`. */
export function offsetText(offset: number, colon = ':'): string {
  const minutes = Math.floor(Math.abs(offset) / 60);
  const two = (amount: number): string => String(amount).padStart(2, '0');
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${colon}${two(minutes % 60)}`;
}

/** The zone's abbreviation: which one ICU knows depends on the language asked. */
function zoneName(moment: Date): string {
  for (const language of ['en-US', 'en-GB', 'en-AU', 'en-IN', 'en-ZA']) {
    const parts = new Intl.DateTimeFormat(language, { timeZoneName: 'short' }).formatToParts(moment);
    const name = parts.find((part) => part.type === 'timeZoneName')?.value;
    if (name !== undefined && /^[A-Z]{2,5}$/.test(name)) return name;
  }
  return offsetText(-moment.getTimezoneOffset() * 60, '');
}
