import { requireFewDigits } from './digits.ts';
import { PythonError, valueError } from './python-error.ts';
import { stringRepr } from './repr.ts';
import { mostBits, resultTooLarge } from './size-limit.ts';
import { int, type Value } from './value.ts';

const prefixes: ReadonlyMap<number, string> = new Map([
  [2, 'b'],
  [8, 'o'],
  [16, 'x'],
]);

/** Where Unicode has the digits of five typefaces in one row. */
const mathematicalZero = 0x1d7ce;

/** Python reads the decimal digits of every script; in Unicode each ten of them stand in a row. */
function withAsciiDigits(text: string): string {
  return text.replace(/[^\P{Nd}0-9]/gu, (digit) => {
    let code = digit.codePointAt(0) as number;
    if (code >= mathematicalZero && code < mathematicalZero + 50)
      return String((code - mathematicalZero) % 10);
    let worth = 0;
    while (worth < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - 1))) {
      code--;
      worth++;
    }
    return String(worth);
  });
}

/** Python's `int(text, base)`. Throws ValueError in its words. */
export function parseIntText(text: string, base = 10): Value {
  if (base !== 0 && (base < 2 || base > 36)) throw valueError('int() base must be >= 2 and <= 36, or 0');
  const invalid = (): PythonError =>
    valueError(`invalid literal for int() with base ${base}: ${stringRepr(text)}`);
  const found = /^([+-]?)(.+)$/s.exec(withAsciiDigits(text).trim());
  if (!found) throw invalid();
  let digits = (found[2] as string).toLowerCase();
  let radix = base;
  const prefix = /^0([box])_?/.exec(digits)?.[1];
  if (base === 0) {
    radix = [...prefixes].find(([, letter]) => letter === prefix)?.[0] ?? 10;
    if (radix === 10 && /^0[0_]*[1-9]/.test(digits)) throw invalid();
  }
  if (prefix !== undefined && prefixes.get(radix) === prefix) digits = digits.replace(/^0[box]_?/, '');
  if (!/^[0-9a-z]+(?:_[0-9a-z]+)*$/.test(digits)) throw invalid();
  digits = digits.replaceAll('_', '');
  for (const digit of digits) if (Number.parseInt(digit, 36) >= radix) throw invalid();
  const value = wholeOf(digits, radix);
  return int(found[1] === '-' ? -value : value);
}

/** What Python reads of a text without limit has a power of two as its radix. */
function wholeOf(digits: string, radix: number): bigint {
  const isUnlimited = (radix & (radix - 1)) === 0;
  if (!isUnlimited) requireFewDigits(digits.length);
  else if (digits.length * Math.log2(radix) > mostBits) throw resultTooLarge('an integer of too many digits');
  const prefix = prefixes.get(radix);
  if (prefix !== undefined) return BigInt(`0${prefix}${digits}`);
  if (radix === 10) return BigInt(digits);
  let value = 0n;
  for (const digit of digits) value = value * BigInt(radix) + BigInt(Number.parseInt(digit, 36));
  return value;
}

const floatText = /^[+-]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+(?:_\d+)*)?$/i;
const specialText = /^([+-]?)(?:(inf(?:inity)?)|nan)$/i;

/** Python's `float(text)`. Throws ValueError in its words. */
export function parseFloatText(text: string): number {
  const trimmed = withAsciiDigits(text).trim();
  const special = specialText.exec(trimmed);
  if (special) return special[2] === undefined ? Number.NaN : special[1] === '-' ? -Infinity : Infinity;
  if (!floatText.test(trimmed)) throw valueError(`could not convert string to float: ${stringRepr(text)}`);
  return Number(trimmed.replaceAll('_', ''));
}

/** Python's `int(float)`. */
export function truncateFloat(value: number): Value {
  if (Number.isNaN(value)) throw valueError('cannot convert float NaN to integer');
  if (!Number.isFinite(value)) {
    throw new PythonError('OverflowError', 'cannot convert float infinity to integer');
  }
  return int(BigInt(Math.trunc(value)));
}
