import { dateTimeFields, localTime } from '../../python/broken-time.ts';
import { PyDateTime } from '../../python/datetime.ts';
import { formatTime } from '../../python/strftime.ts';
import { isTruthy } from '../../python/truth.ts';
import type { Value } from '../../python/value.ts';
import { signature } from '../argument-binder.ts';
import type { GlobalDefinition } from '../registry.ts';
import { requireString } from '../text-argument.ts';

/** Ansible's `now(utc, fmt)`: a datetime without a zone, or text. */
export const nowGlobal: GlobalDefinition = {
  name: 'now',
  signature: signature('utc=False, fmt=None'),
  impure: true,
  call: (_context, utc, format) => {
    const milliseconds = Date.now();
    const zone = isTruthy(utc as Value) ? 0 : (localTime(milliseconds / 1000).offset ?? 0);
    const moment = new Date(milliseconds + zone * 1000);
    const now = new PyDateTime({
      year: moment.getUTCFullYear(),
      month: moment.getUTCMonth() + 1,
      day: moment.getUTCDate(),
      hour: moment.getUTCHours(),
      minute: moment.getUTCMinutes(),
      second: moment.getUTCSeconds(),
      microsecond: microseconds(milliseconds),
      offset: null,
    });
    if (!isTruthy(format as Value)) return now;
    const text = requireString(format as Value, (type) => `strftime() argument 1 must be str, not ${type}`);
    return formatTime(text, dateTimeFields(now));
  },
};

/** The clock gives milliseconds; the finer part comes from the monotonic one. */
function microseconds(milliseconds: number): number {
  return (milliseconds % 1000) * 1000 + Number(process.hrtime.bigint() % 1000n);
}
