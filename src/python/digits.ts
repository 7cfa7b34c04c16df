import { valueError } from './python-error.ts';

/** From here on Python refuses to write or read an int in decimal digits (CPython's `sys.set_int_max_str_digits`). */
const digitLimit = 4300;
const tooLong = 10n ** BigInt(digitLimit);
const hint = 'use sys.set_int_max_str_digits() to increase the limit';

/** An int's decimal digits, Python's `str(int)`. Throws ValueError for more than 4300 of them. */
export function digitsOf(value: bigint): string {
  if (value >= tooLong || value <= -tooLong)
    throw valueError(`Exceeds the limit (${digitLimit} digits) for integer string conversion; ${hint}`);
  return value.toString();
}

/** Throws ValueError where Python refuses to make an int of so many decimal digits. */
export function requireFewDigits(count: number): void {
  if (count > digitLimit)
    throw valueError(
      `Exceeds the limit (${digitLimit} digits) for integer string conversion: value has ${count} digits; ${hint}`,
    );
}
