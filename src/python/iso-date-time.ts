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
  const microsecond = Number((found[7] ?? '').padEnd(6, '0'));
  const east = found[8] === '-' ? -1 : 1;
  const offset =
    found[8] === undefined
      ? text.endsWith('Z')
        ? 0
        : null
      : east * (Number(found[9]) * 3600 + Number(found[10]) * 60);
  return new PyDateTime({ year, month, day, hour, minute, second, microsecond, offset });
}
