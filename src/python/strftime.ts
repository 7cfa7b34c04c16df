import { type BrokenTime, offsetText } from './broken-time.ts';

export const weekdays = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const;
export const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

type Field =
  | { readonly kind: 'number'; readonly value: number; readonly width: number; readonly pad: '0' | ' ' }
  | { readonly kind: 'text'; readonly value: string };

const directive = /%([-_0^#]*)(\d*)(?:[EO]?)([a-zA-Z%+])/g;

/** Python's `strftime` on glibc in the C locale, glibc's flags (`%-d`) and additions (`%s`, `%P`) included. */
export function formatTime(format: string, time: BrokenTime): string {
  return format.replace(directive, (whole, flags: string, width: string, letter: string) => {
    const field = fieldOf(letter, time);
    return field ? render(field, flags, width) : whole;
  });
}

function render(field: Field, flags: string, width: string): string {
  let pad: string = field.kind === 'number' ? field.pad : ' ';
  for (const flag of flags)
    if (flag === '_') pad = ' ';
    else if (flag === '0') pad = '0';
    else if (flag === '-') pad = '';
  const least = Number(width) || (field.kind === 'number' ? field.width : 0);
  let text = String(field.value);
  if (field.kind === 'number' && field.value < 0 && pad === '0')
    text = `-${text.slice(1).padStart(least - 1, '0')}`;
  else if (pad !== '') text = text.padStart(least, pad);
  if (flags.includes('^')) text = text.toUpperCase();
  if (flags.includes('#')) text = text === text.toUpperCase() ? text.toLowerCase() : text.toUpperCase();
  return text;
}

const number = (value: number, width = 2, pad: '0' | ' ' = '0'): Field => ({
  kind: 'number',
  value,
  width,
  pad,
});
const text = (value: string): Field => ({ kind: 'text', value });

function fieldOf(letter: string, time: BrokenTime): Field | undefined {
  const simple = fields[letter];
  if (simple) return simple(time);
  const compound = compounds[letter];
  return compound === undefined ? undefined : text(formatTime(compound, time));
}

const twelve = (hour: number): number => hour % 12 || 12;

const fields: Readonly<Record<string, (time: BrokenTime) => Field | undefined>> = {
  a: (time) => text(weekdays[time.weekday]?.slice(0, 3) ?? '?'),
  A: (time) => text(weekdays[time.weekday] ?? '?'),
  b: (time) => text(months[time.month - 1]?.slice(0, 3) ?? '?'),
  B: (time) => text(months[time.month - 1] ?? '?'),
  h: (time) => text(months[time.month - 1]?.slice(0, 3) ?? '?'),
  C: (time) => number(Math.floor(time.year / 100)),
  d: (time) => number(time.day),
  e: (time) => number(time.day, 2, ' '),
  f: (time) => (time.microsecond === undefined ? undefined : number(time.microsecond, 6)),
  g: (time) => number(isoWeek(time).year % 100),
  G: (time) => number(isoWeek(time).year, 4),
  H: (time) => number(time.hour),
  I: (time) => number(twelve(time.hour)),
  j: (time) => number(time.dayOfYear, 3),
  k: (time) => number(time.hour, 2, ' '),
  l: (time) => number(twelve(time.hour), 2, ' '),
  m: (time) => number(time.month),
  M: (time) => number(time.minute),
  n: () => text('\n'),
  p: (time) => text(time.hour < 12 ? 'AM' : 'PM'),
  P: (time) => text(time.hour < 12 ? 'am' : 'pm'),
  s: (time) => number(epochSeconds(time), 1),
  S: (time) => number(time.second),
  t: () => text('\t'),
  u: (time) => number(time.weekday + 1, 1),
  U: (time) => number(Math.floor((time.dayOfYear + 6 - ((time.weekday + 1) % 7)) / 7)),
  V: (time) => number(isoWeek(time).week),
  w: (time) => number((time.weekday + 1) % 7, 1),
  W: (time) => number(Math.floor((time.dayOfYear + 6 - time.weekday) / 7)),
  y: (time) => number(((time.year % 100) + 100) % 100),
  Y: (time) => number(time.year, 1),
  z: (time) => text(time.offset === undefined ? '' : offsetText(time.offset, '')),
  Z: (time) => text(time.zone),
  '%': () => text('%'),
};

const compounds: Readonly<Record<string, string>> = {
  c: '%a %b %e %H:%M:%S %Y',
  D: '%m/%d/%y',
  F: '%Y-%m-%d',
  r: '%I:%M:%S %p',
  R: '%H:%M',
  T: '%H:%M:%S',
  x: '%m/%d/%y',
  X: '%H:%M:%S',
};

/** `%s` counts in local time: the calendar fields are read in this process's zone. */
function epochSeconds(time: BrokenTime): number {
  const local = new Date(time.year, time.month - 1, time.day, time.hour, time.minute, time.second);
  return Math.floor(local.getTime() / 1000);
}

function isoWeek({ year, weekday, dayOfYear }: BrokenTime): { readonly year: number; readonly week: number } {
  const week = Math.floor((dayOfYear - 1 - weekday + 10) / 7);
  if (week < 1) return { year: year - 1, week: weeksOf(year - 1) };
  return week > weeksOf(year) ? { year: year + 1, week: 1 } : { year, week };
}

function weeksOf(year: number): number {
  const lastDay = new Date(0);
  lastDay.setUTCFullYear(year, 11, 31);
  const firstDay = new Date(0);
  firstDay.setUTCFullYear(year, 0, 1);
  return lastDay.getUTCDay() === 4 || firstDay.getUTCDay() === 4 ? 53 : 52;
}
