import { Dict } from '../dict.ts';
import { characters, length } from '../operators/iterate.ts';
import { asFloat, integerOf, numeric } from '../operators/number.ts';
import { keyError } from '../key-error.ts';
import { PyRange } from '../range.ts';
import { requireTextRoom } from '../size-limit.ts';
import { digitsOf } from '../digits.ts';
import { PythonError, typeError, valueError } from '../python-error.ts';
import { truncateFloat } from '../parse-number.ts';
import { ascii, repr, str } from '../repr.ts';
import { Tuple } from '../tuple.ts';
import { typeName } from '../type-name.ts';
import type { Value } from '../value.ts';
import { exponentDigits, fixedDigits, withExponent } from './float-digits.ts';
import { general, widthLimit } from './format-spec.ts';

const directive = /%(?:\(([^)]*)\))?([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+)?)?[hlL]?([^])?/g;

/** Python's `format % args` for a str. */
export function percentFormat(format: string, args: Value): string {
  const values = args instanceof Tuple ? args.items : [args];
  let used = 0;
  let named = false;
  const next = (): Value => {
    const value = values[used++];
    if (value === undefined) throw typeError('not enough arguments for format string');
    return value;
  };
  const text = format.replace(
    directive,
    (
      whole: string,
      key: string | undefined,
      flags: string,
      width?: string,
      precision?: string,
      type?: string,
    ): string => {
      if (type === undefined) throw valueError('incomplete format');
      if (type === '%' && key === undefined) return '%';
      if (key !== undefined) named = true;
      const size = width === '*' ? Number(next()) : Number(width ?? 0);
      const digits =
        precision === '*'
          ? Number(next())
          : precision === undefined
            ? whole.includes('.')
              ? 0
              : undefined
            : Number(precision);
      if (Math.abs(size) >= widthLimit) throw valueError('width too big');
      if ((digits ?? 0) >= widthLimit) throw valueError('precision too big');
      requireTextRoom(Math.abs(size));
      if (!'sra'.includes(type)) requireTextRoom(digits ?? 0);
      const value = key === undefined ? next() : keyed(args, key);
      return convert(
        { flags: size < 0 ? `${flags}-` : flags, width: Math.abs(size), precision: digits, type },
        value,
        format,
      );
    },
  );
  const subscriptable = args instanceof Dict || args instanceof PyRange || Array.isArray(args);
  if (!named && used < values.length && !subscriptable) {
    throw typeError('not all arguments converted during string formatting');
  }
  return text;
}

function keyed(args: Value, key: string): Value {
  if (!(args instanceof Dict)) throw typeError('format requires a mapping');
  const value = args.get(key);
  if (value === undefined) throw keyError(key);
  return value;
}

interface Conversion {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
  readonly type: string;
}

function convert(conversion: Conversion, value: Value, format: string): string {
  const { type, precision } = conversion;
  switch (type) {
    case 's':
      return padded(cut(str(value), precision), conversion);
    case 'a':
      return padded(cut(ascii(value), precision), conversion);
    case 'r':
      return padded(cut(repr(value), precision), conversion);
    case 'c':
      return padded(character(value), conversion);
    case 'd':
    case 'i':
    case 'u':
      return number(truncated(value, type), conversion);
    case 'x':
    case 'X':
    case 'o':
      return based(value, conversion);
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
      return floating(value, conversion);
    default: {
      const code = (type.codePointAt(0) as number).toString(16);
      throw valueError(
        `unsupported format character '${type}' (0x${code}) at index ${format.lastIndexOf(type)}`,
      );
    }
  }
}

function cut(text: string, precision: number | undefined): string {
  return precision === undefined ? text : characters(text).slice(0, precision).join('');
}

function character(value: Value): string {
  if (typeof value === 'string' && length(value) === 1) return value;
  const code = integerOf(value);
  if (code !== undefined) {
    if (code < 0 || code > 0x10ffff) throw new PythonError('OverflowError', '%c arg not in range(0x110000)');
    return String.fromCodePoint(code);
  }
  throw typeError('%c requires int or char');
}

function padded(text: string, { flags, width }: Conversion): string {
  const missing = width - length(text);
  if (missing <= 0) return text;
  return flags.includes('-') ? text + ' '.repeat(missing) : ' '.repeat(missing) + text;
}

function truncated(value: Value, type: string): bigint {
  const found = numeric(value);
  if (!found) throw typeError(`%${type} format: a real number is required, not ${typeName(value)}`);
  if (typeof found.value === 'bigint') return found.value;
  return BigInt(truncateFloat(found.value) as number | bigint);
}

function number(value: bigint, conversion: Conversion): string {
  const digits = digitsOf(value < 0n ? -value : value).padStart(conversion.precision ?? 0, '0');
  return signed(digits, value < 0n, '', conversion);
}

function based(value: Value, conversion: Conversion): string {
  const { type, flags } = conversion;
  const found = numeric(value);
  if (found?.kind !== 'int')
    throw typeError(`%${type} format: an integer is required, not ${typeName(value)}`);
  const whole = BigInt(found.value);
  const magnitude = (whole < 0n ? -whole : whole)
    .toString(type === 'o' ? 8 : 16)
    .padStart(conversion.precision ?? 0, '0');
  const prefix = flags.includes('#') ? `0${type}` : '';
  return signed(type === 'X' ? magnitude.toUpperCase() : magnitude, whole < 0n, prefix, conversion);
}

function floating(value: Value, conversion: Conversion): string {
  const { type, flags, precision = 6 } = conversion;
  const found = numeric(value);
  if (!found) throw typeError(`must be real number, not ${typeName(value)}`);
  const plain = asFloat(found);
  const alternate = flags.includes('#');
  let digits: string;
  if (Number.isNaN(plain)) digits = 'nan';
  else if (!Number.isFinite(plain)) digits = 'inf';
  else if (type === 'f' || type === 'F') digits = fixedDigits(plain, precision);
  else if (type === 'g' || type === 'G') digits = general(plain, precision, alternate, false);
  else {
    const shown = exponentDigits(plain, precision);
    digits = withExponent(shown.digits, shown.exponent, alternate);
  }
  return signed(
    /[EFG]/.test(type) ? digits.toUpperCase() : digits,
    plain < 0 || Object.is(plain, -0),
    '',
    conversion,
  );
}

function signed(digits: string, negative: boolean, prefix: string, conversion: Conversion): string {
  const { flags, width } = conversion;
  const sign = negative ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  const lead = sign + prefix;
  if (flags.includes('0') && !flags.includes('-')) return lead + digits.padStart(width - lead.length, '0');
  return padded(lead + digits, conversion);
}
