import { type ClockParts, PyDate, PyDateTime, type DateTimeParts } from './datetime.ts';
import { valueError } from './python-error.ts';

/** A date of these parts. Throws PythonError ValueError in Python's words for one that the calendar does not have. */
export function dateOfParts(year: number, month: number, day: number): PyDate {
  if (year < 1 || year > 9999) throw valueError(`year ${year} is out of range`);
  if (month < 1 || month > 12) throw valueError('month must be in 1..12');
  const length = new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
  if (day < 1 || day > length) throw valueError('day is out of range for month');
  return new PyDate(year, month, day);
}

/** The parts themselves. Throws PythonError ValueError for an hour, minute... that there is not. */
export function checkedClock<P extends ClockParts>(parts: P): P {
  const limits = [
    ['hour', 23],
    ['minute', 59],
    ['second', 59],
    ['microsecond', 999_999],
  ] as const;
  for (const [name, most] of limits)
    if (parts[name] < 0 || parts[name] > most) throw valueError(`${name} must be in 0..${most}`);
  return parts;
}

/** A datetime of these parts. Throws as the two above. */
export function dateTimeOfParts(parts: DateTimeParts): PyDateTime {
  dateOfParts(parts.year, parts.month, parts.day);
  return new PyDateTime(checkedClock(parts));
}
