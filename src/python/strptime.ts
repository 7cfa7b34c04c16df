import { PyDateTime } from './datetime.ts';
import { valueError } from './python-error.ts';
import { stringRepr } from './repr.ts';
import { months, weekdays } from './strftime.ts';

const names = (list: readonly string[]): string =>
  [...list]
    .sort((a, b) => b.length - a.length)
    .map((name) => name.toLowerCase())
    .join('|');
const short = (list: readonly string[]): string[] => list.map((name) => name.slice(0, 3));

/** What each directive may match, as CPython's `_strptime` has it. */
const patterns: Readonly<Record<string, string>> = {
  d: '(3[0-1]|[1-2]\\d|0[1-9]|[1-9]| [1-9])',
  f: '(\\d{1,6})',
  H: '(2[0-3]|[0-1]\\d|\\d)',
  I: '(1[0-2]|0[1-9]|[1-9])',
  G: '(\\d\\d\\d\\d)',
  j: '(36[0-6]|3[0-5]\\d|[1-2]\\d\\d|0[1-9]\\d|00[1-9]|[1-9]\\d|0[1-9]|[1-9])',
  m: '(1[0-2]|0[1-9]|[1-9])',
  M: '([0-5]\\d|\\d)',
  S: '(6[0-1]|[0-5]\\d|\\d)',
  U: '(5[0-3]|[0-4]\\d|\\d)',
  W: '(5[0-3]|[0-4]\\d|\\d)',
  V: '(5[0-3]|0[1-9]|[1-4]\\d|\\d)',
  w: '([0-6])',
  u: '([1-7])',
  y: '(\\d\\d)',
  Y: '(\\d\\d\\d\\d)',
  z: '([+-]\\d\\d:?[0-5]\\d(?::?[0-5]\\d(?:\\.\\d{1,6})?)?|z)',
  Z: '(utc|gmt)',
  A: `(${names(weekdays)})`,
  a: `(${names(short(weekdays))})`,
  B: `(${names(months)})`,
  b: `(${names(short(months))})`,
  p: '(am|pm)',
};
const compounds: Readonly<Record<string, string>> = {
  c: '%a %b %d %H:%M:%S %Y',
  x: '%m/%d/%y',
  X: '%H:%M:%S',
};

/** `datetime.datetime.strptime`. Throws a PythonError ValueError in CPython's words. */
export function parseDateTime(text: string, format: string): PyDateTime {
  const { source, letters } = translate(format);
  const found = new RegExp(`^${source}`, 'i').exec(text);
  if (!found) throw valueError(`time data ${stringRepr(text)} does not match format ${stringRepr(format)}`);
  const rest = text.slice(found[0].length);
  if (rest !== '') throw valueError(`unconverted data remains: ${rest}`);
  const fields = new Map(
    letters.map((letter, index) => [letter, (found[index + 1] as string).toLowerCase()]),
  );
  return assemble(fields);
}

function translate(format: string): { source: string; letters: string[] } {
  const letters: string[] = [];
  let source = '';
  const expanded = format.replace(/%([cxX])/g, (_whole, letter: string) => compounds[letter] as string);
  for (let at = 0; at < expanded.length; at++) {
    const character = expanded.charAt(at);
    if (/\s/.test(character)) {
      while (/\s/.test(expanded.charAt(at + 1))) at++;
      source += '\\s+';
    } else if (character !== '%') source += character.replace(/[\\.^$*+?{}[\]|()/]/g, '\\$&');
    else {
      const letter = expanded.charAt(++at);
      if (letter === '%') source += '%';
      else source += directiveSource(letter, letters, format);
    }
  }
  return { source, letters };
}

function directiveSource(letter: string, letters: string[], format: string): string {
  if (letter === '') throw valueError(`stray % in format ${stringRepr(format)}`);
  const pattern = Object.hasOwn(patterns, letter) ? patterns[letter] : undefined;
  if (pattern === undefined) {
    throw valueError(`'${letter}' is a bad directive in format ${stringRepr(format)}`);
  }
  if (letters.includes(letter)) {
    const position = `redefinition of group name '${letter}' as group ${letters.length + 1}; was group ${letters.indexOf(letter) + 1}`;
    throw valueError(position);
  }
  letters.push(letter);
  return pattern;
}

function assemble(fields: ReadonlyMap<string, string>): PyDateTime {
  const number = (letter: string): number | undefined => {
    const value = fields.get(letter);
    return value === undefined ? undefined : Number(value);
  };
  let year = number('Y') ?? centuryYear(number('y'));
  let month = number('m') ?? monthNamed(fields) ?? 1;
  let day = number('d') ?? 1;
  requireIsoWeek(fields);
  const isoYear = number('G');
  const dayOfYear =
    isoYear === undefined
      ? (number('j') ?? dayFromWeek(fields, year ?? 1900))
      : dayFromIsoWeek(fields, isoYear);

  const resolvedYear = isoYear ?? year ?? 1900;
  if (dayOfYear !== undefined) {
    const date = new Date(0);
    date.setUTCFullYear(resolvedYear, 0, dayOfYear);
    [month, day] = [date.getUTCMonth() + 1, date.getUTCDate()];
    year = date.getUTCFullYear();
  }
  const daysInMonth = new Date(Date.UTC(2000, month, 0)).getUTCDate();
  if (day > (month === 2 ? februaryOf(year ?? 1900) : daysInMonth))
    throw valueError('day is out of range for month');
  if ((number('S') ?? 0) > 59) throw valueError('second must be in 0..59');
  return new PyDateTime({
    year: year ?? 1900,
    month,
    day,
    hour: hourOf(fields),
    minute: number('M') ?? 0,
    second: number('S') ?? 0,
    microsecond: Number((fields.get('f') ?? '0').padEnd(6, '0')),
    offset: offsetOf(fields.get('z')),
  });
}

const februaryOf = (year: number): number =>
  (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;

function centuryYear(short: number | undefined): number | undefined {
  if (short === undefined) return undefined;
  return short <= 68 ? 2000 + short : 1900 + short;
}

function monthNamed(fields: ReadonlyMap<string, string>): number | undefined {
  const name = fields.get('B') ?? fields.get('b');
  if (name === undefined) return undefined;
  return months.findIndex((month) => month.toLowerCase().startsWith(name)) + 1;
}

/** The day of the year that a week number and a weekday mean; undefined where the format has not both. */
function dayFromWeek(fields: ReadonlyMap<string, string>, year: number): number | undefined {
  const week = fields.get('U') ?? fields.get('W');
  const weekday = weekdayOf(fields);
  if (week === undefined || weekday === undefined) return undefined;
  const sundayFirst = fields.has('U');
  const first = new Date(0);
  first.setUTCFullYear(year, 0, 1);
  const shift = sundayFirst ? 1 : 0;
  const firstWeekday = (((first.getUTCDay() + 6) % 7) + shift) % 7;
  const lengthOfWeek0 = (7 - firstWeekday) % 7;
  const day = (weekday + shift) % 7;
  if (Number(week) === 0) return 1 + day - firstWeekday;
  return 1 + lengthOfWeek0 + 7 * (Number(week) - 1) + day;
}

const weekdayDirectives = "a weekday directive ('%A', '%a', '%w', or '%u')";

/** Throws where the directives of ISO weeks are not all there, or others contradict them. */
function requireIsoWeek(fields: ReadonlyMap<string, string>): void {
  const weekday = weekdayOf(fields);
  if (fields.has('G')) {
    if (fields.has('j'))
      throw valueError(
        "Day of the year directive '%j' is not compatible with ISO year directive '%G'. Use '%Y' instead.",
      );
    if (!fields.has('V') || weekday === undefined)
      throw valueError(
        `ISO year directive '%G' must be used with the ISO week directive '%V' and ${weekdayDirectives}.`,
      );
  } else if (fields.has('V')) {
    if ((!fields.has('Y') && !fields.has('y')) || weekday === undefined)
      throw valueError(
        `ISO week directive '%V' must be used with the ISO year directive '%G' and ${weekdayDirectives}.`,
      );
    throw valueError(
      "ISO week directive '%V' is incompatible with the year directive '%Y'. Use the ISO year '%G' instead.",
    );
  }
}

/** The day of the year, which may lie in the year before or after; the first week has the fourth of January. */
function dayFromIsoWeek(fields: ReadonlyMap<string, string>, year: number): number {
  const fourth = new Date(0);
  fourth.setUTCFullYear(year, 0, 4);
  const firstMonday = 4 - ((fourth.getUTCDay() + 6) % 7);
  return firstMonday + 7 * (Number(fields.get('V')) - 1) + (weekdayOf(fields) ?? 0);
}

function weekdayOf(fields: ReadonlyMap<string, string>): number | undefined {
  const name = fields.get('A') ?? fields.get('a');
  if (name !== undefined) return weekdays.findIndex((weekday) => weekday.toLowerCase().startsWith(name));
  const sunday = fields.get('w');
  if (sunday !== undefined) return (Number(sunday) + 6) % 7;
  const monday = fields.get('u');
  return monday === undefined ? undefined : Number(monday) - 1;
}

function hourOf(fields: ReadonlyMap<string, string>): number {
  const hour = fields.get('I');
  if (hour === undefined) return Number(fields.get('H') ?? 0);
  const half = fields.get('p');
  return (Number(hour) % 12) + (half === 'pm' ? 12 : 0);
}

function offsetOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (text === 'z') return 0;
  const [hours = '0', minutes = '0', seconds = '0'] = text.slice(1).replaceAll(':', '').match(/\d\d/g) ?? [];
  const offset = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return text.startsWith('-') ? -offset : offset;
}
