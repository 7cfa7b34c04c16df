import { PyDate, PyDateTime } from '../python/datetime.ts';
import { stringRepr } from '../python/repr.ts';
import { float, int, type Value } from '../python/value.ts';

/** What Python raises where a scalar does not fit its type; `construct.ts` adds the place. */
export class ScalarFault extends Error {
  readonly raisedBy: 'python' | 'yaml';
  constructor(message: string, raisedBy: 'python' | 'yaml' = 'python') {
    super(message);
    this.raisedBy = raisedBy;
  }
}

const small = /^-?[1-9][0-9]{0,14}$/;

/** A YAML 1.1 int: decimal, `0b`, octal by a leading 0, `0x`, or sexagesimal; `_` is ignored. */
export function readInt(text: string): number | bigint {
  if (text === '0') return 0;
  if (small.test(text)) return Number(text);
  let digits = text.replaceAll('_', '');
  const negative = digits.startsWith('-');
  if (/^[-+]/.test(digits)) digits = digits.slice(1);
  const magnitude = readMagnitude(digits, text);
  return int(negative ? -magnitude : magnitude);
}

function readMagnitude(digits: string, text: string): bigint {
  if (/^0[bB][01]+$/.test(digits) && digits[1] === 'b') return BigInt(digits);
  if (/^0x[0-9a-fA-F]+$/.test(digits)) return BigInt(digits);
  if (/^0[0-7]*$/.test(digits)) return digits === '0' ? 0n : BigInt(`0o${digits}`);
  if (digits.startsWith('0')) throw invalidInt(digits, 8);
  if (digits.includes(':')) {
    let total = 0n;
    for (const part of digits.split(':')) total = total * 60n + decimal(part, text);
    return total;
  }
  return decimal(digits, text);
}

function decimal(digits: string, text: string): bigint {
  const trimmed = digits.trim();
  if (!/^[0-9]+$/.test(trimmed)) throw invalidInt(text, 10);
  return BigInt(trimmed);
}

function invalidInt(text: string, base: number): ScalarFault {
  return new ScalarFault(`invalid literal for int() with base ${base}: ${stringRepr(text)}`);
}

/** A YAML 1.1 float; `1.0e+400` is infinite. */
export function readFloat(text: string): Value {
  let digits = text.replaceAll('_', '').toLowerCase();
  const sign = digits.startsWith('-') ? -1 : 1;
  if (/^[-+]/.test(digits)) digits = digits.slice(1);
  if (digits === '.inf') return sign * Infinity;
  if (digits === '.nan') return NaN;
  if (!digits.includes(':')) return float(sign * decimalFloat(digits));
  let total = 0;
  let base = 1;
  for (const part of digits.split(':').reverse()) {
    total += decimalFloat(part) * base;
    base *= 60;
  }
  return float(sign * total);
}

function decimalFloat(digits: string): number {
  if (!/^(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[-+]?[0-9]+)?$/.test(digits)) {
    throw new ScalarFault(`could not convert string to float: ${stringRepr(digits)}`);
  }
  return Number(digits);
}

/** `yes`, `on`, `true` and their opposites. */
export function readBool(text: string): boolean {
  const word = text.toLowerCase();
  if (word === 'yes' || word === 'true' || word === 'on') return true;
  if (word === 'no' || word === 'false' || word === 'off') return false;
  throw new ScalarFault(stringRepr(word));
}

const timestamp =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.(\d*))?(?:[ \t]*(?:(Z)|([-+])(\d\d?)(?::(\d\d))?))?)?$/;

/** A date, or a datetime with its offset; refuses what Python's datetime refuses. */
export function readTimestamp(text: string): PyDate | PyDateTime {
  const match = timestamp.exec(text);
  if (!match) throw new ScalarFault("'NoneType' object has no attribute 'groupdict'");
  const [year = 0, month = 0, day = 0] = match.slice(1, 4).map(Number);
  checkDate(year, month, day);
  if (match[4] === undefined) return new PyDate(year, month, day);
  const [hour = 0, minute = 0, second = 0] = match.slice(4, 7).map(Number);
  checkRange(hour, 23, 'hour');
  checkRange(minute, 59, 'minute');
  checkRange(second, 59, 'second');
  const microsecond = Number((match[7] ?? '').slice(0, 6).padEnd(6, '0'));
  return new PyDateTime({ year, month, day, hour, minute, second, microsecond, offset: readOffset(match) });
}

function readOffset(match: RegExpExecArray): number | null {
  if (match[8] !== undefined) return 0;
  if (match[9] === undefined) return null;
  const seconds = Number(match[10]) * 3600 + Number(match[11] ?? 0) * 60;
  if (seconds >= 86400) {
    throw new ScalarFault(
      'offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24)',
    );
  }
  return match[9] === '-' ? -seconds : seconds;
}

function checkDate(year: number, month: number, day: number): void {
  if (year < 1) throw new ScalarFault(`year ${year} is out of range`);
  if (month < 1 || month > 12) throw new ScalarFault('month must be in 1..12');
  const last = new Date(Date.UTC(year < 100 ? year + 400 : year, month, 0)).getUTCDate();
  if (day < 1 || day > last) throw new ScalarFault('day is out of range for month');
}

function checkRange(value: number, highest: number, name: string): void {
  if (value > highest) throw new ScalarFault(`${name} must be in 0..${highest}`);
}

/** base64 as Python's `decodebytes`: other characters are skipped, missing padding is refused. */
export function readBinary(text: string): Uint8Array {
  if (/[^\0-\x7f]/.test(text)) throw new ScalarFault('failed to convert base64 data into ascii', 'yaml');
  const digits = text.replaceAll(/[^A-Za-z0-9+/=]/g, '');
  const significant = digits.replace(/=+$/, '');
  if (significant.length % 4 === 1) {
    throw new ScalarFault(
      `failed to decode base64 data: Invalid base64-encoded string: number of data characters (${significant.length}) cannot be 1 more than a multiple of 4`,
      'yaml',
    );
  }
  if (digits.length % 4 !== 0)
    throw new ScalarFault('failed to decode base64 data: Incorrect padding', 'yaml');
  return Buffer.from(digits, 'base64');
}
