import { localTime, utcTime } from '../../python/broken-time.ts';
import { numeric } from '../../python/operators/number.ts';
import { parseFloatText } from '../../python/parse-number.ts';
import { PythonError, typeError, valueError } from '../../python/python-error.ts';
import { str } from '../../python/repr.ts';
import { formatTime } from '../../python/strftime.ts';
import { parseDateTime } from '../../python/strptime.ts';
import { isTruthy } from '../../python/truth.ts';
import { typeName } from '../../python/type-name.ts';
import type { Value } from '../../python/value.ts';
import { signature } from '../argument-binder.ts';
import { failureWhileHandling } from '../plugin-failure.ts';
import type { FilterDefinition } from '../registry.ts';
import { requireString, stringOf } from '../text-argument.ts';

/** Ansible's filters of dates and times. */
export const timeFilters: readonly FilterDefinition[] = [
  {
    name: 'to_datetime',
    signature: signature("string, format='%Y-%m-%d %H:%M:%S'"),
    call: (_context, value, format) =>
      parseDateTime(
        requireString(value as Value, (type) => `strptime() argument 1 must be str, not ${type}`),
        requireString(format as Value, (type) => `strptime() argument 2 must be str, not ${type}`),
      ),
  },
  {
    name: 'strftime',
    signature: signature('string_format, second=None, utc=False'),
    impure: true,
    call: (_context, format, second, utc) => {
      const text = stringOf(format as Value);
      const moment = second === null ? Date.now() / 1000 : epochOf(second as Value);
      if (Math.abs(moment) >= 2 ** 63)
        throw new PythonError('OverflowError', 'timestamp out of range for platform time_t');
      if (Math.abs(moment) > 8.64e12) throw valueError('year is out of range');
      const time = isTruthy(utc as Value) ? utcTime(moment) : localTime(moment);
      if (text === undefined)
        throw typeError(`strftime() argument 1 must be str, not ${typeName(format as Value)}`);
      return formatTime(text, time);
    },
  },
];

function epochOf(second: Value): number {
  const invalid = (): Error => failureWhileHandling(`Invalid value for epoch value (${str(second)})`);
  const text = stringOf(second);
  if (text === undefined) {
    const number = numeric(second);
    if (!number) throw invalid();
    return Number(number.value);
  }
  try {
    return parseFloatText(text);
  } catch (error) {
    if (error instanceof PythonError) throw invalid();
    throw error;
  }
}
