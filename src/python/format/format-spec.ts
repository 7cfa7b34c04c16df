import { requireTextRoom } from '../size-limit.ts';
import { digitsOf } from '../digits.ts';
import { PythonError, typeError, valueError } from '../python-error.ts';
import { str } from '../repr.ts';
import { characters, length } from '../operators/iterate.ts';
import { asFloat, numeric } from '../operators/number.ts';
import { typeName } from '../type-name.ts';
import { floatRepr, isFloat, isInt, type Value } from '../value.ts';
import { PyDate, PyDateTime } from '../datetime.ts';
import { dateTimeFields } from '../broken-time.ts';
import { formatTime } from '../strftime.ts';
import { exponentDigits, fixedDigits, withExponent } from './float-digits.ts';

/** Widths and precisions are counted with 64 bits. */
export const widthLimit = 2 ** 63;

interface Spec {
  readonly fill: string;
  readonly align: string;
  readonly sign: string;
  readonly alternate: boolean;
  readonly width: number;
  readonly grouping: string;
  readonly precision: number | undefined;
  readonly type: string;
}

const pattern = /^(?:([^])?([<>=^]))?([-+ ])?(z)?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([a-zA-Z%])?$/u;

function parse(text: string, value: Value): Spec {
  const found = pattern.exec(text);
  if (!found) throw valueError(`Invalid format specifier '${text}' for object of type '${typeName(value)}'`);
  const [, fill, align, sign = '', , alternate, zero, width, grouping = '', precision, type = ''] = found;
  const size = Number(width ?? 0);
  if (size >= widthLimit || Number(precision ?? 0) >= widthLimit)
    throw valueError('Too many decimal digits in format string');
  requireTextRoom(size);
  if (typeof value !== 'string') requireTextRoom(Number(precision ?? 0));
  return {
    fill: fill ?? (zero ? '0' : ' '),
    align: align ?? (zero && typeof value !== 'string' ? '=' : ''),
    sign,
    alternate: alternate !== undefined,
    width: size,
    grouping,
    precision: precision === undefined ? undefined : Number(precision),
    type,
  };
}

/** Python's `format(value, spec)`. */
export function formatValue(value: Value, spec: string): string {
  if (value instanceof PyDateTime || value instanceof PyDate) return formatDate(value, spec);
  if (spec === '') return str(value);
  if (typeof value === 'string') return formatString(value, parse(spec, value));
  if (isInt(value) || typeof value === 'boolean') return formatInteger(value, parse(spec, value));
  if (isFloat(value)) return formatFloat(Number(numeric(value)?.value), parse(spec, value), 'float');
  throw typeError(`unsupported format string passed to ${typeName(value)}.__format__`);
}

function formatDate(value: PyDate | PyDateTime, spec: string): string {
  if (spec === '') return value.str();
  const time =
    value instanceof PyDateTime
      ? value
      : new PyDateTime({
          year: value.year,
          month: value.month,
          day: value.day,
          hour: 0,
          minute: 0,
          second: 0,
          microsecond: 0,
          offset: null,
        });
  return formatTime(spec, dateTimeFields(time));
}

function align(text: string, { fill, align: side, width }: Spec, otherwise: string): string {
  const missing = width - length(text);
  if (missing <= 0) return text;
  const where = side === '' ? otherwise : side;
  if (where === '<') return text + fill.repeat(missing);
  if (where === '^') {
    const left = Math.floor(missing / 2);
    return fill.repeat(left) + text + fill.repeat(missing - left);
  }
  return fill.repeat(missing) + text;
}

function formatString(value: string, spec: Spec): string {
  if (spec.type !== '' && spec.type !== 's') {
    throw valueError(`Unknown format code '${spec.type}' for object of type 'str'`);
  }
  if (spec.sign !== '') throw valueError('Sign not allowed in string format specifier');
  if (spec.grouping !== '') throw valueError(`Cannot specify '${spec.grouping}' with 's'.`);
  if (spec.align === '=') throw valueError("'=' alignment not allowed in string format specifier");
  const text = spec.precision === undefined ? value : characters(value).slice(0, spec.precision).join('');
  return align(text, spec, '<');
}

const radix: ReadonlyMap<string, [number, string]> = new Map([
  ['b', [2, '0b']],
  ['o', [8, '0o']],
  ['x', [16, '0x']],
  ['X', [16, '0X']],
]);

function formatInteger(value: number | bigint | boolean, spec: Spec): string {
  if (/[eEfFgG%]/.test(spec.type)) return formatFloat(realNumberOf(value), spec, 'int');
  const whole = BigInt(value);
  if (spec.precision !== undefined) throw valueError('Precision not allowed in integer format specifier');
  if (spec.type === 'c') {
    if (whole < 0n || whole > 0x10ffffn)
      throw new PythonError('OverflowError', '%c arg not in range(0x110000)');
    return align(String.fromCodePoint(Number(whole)), spec, '<');
  }
  if (spec.type === 's') throw valueError(`Unknown format code 's' for object of type '${typeName(value)}'`);
  const magnitude = whole < 0n ? -whole : whole;
  const [base, prefix] = radix.get(spec.type) ?? [10, ''];
  if (base === 10 && !/^[dn]?$/.test(spec.type)) {
    throw valueError(`Unknown format code '${spec.type}' for object of type '${typeName(value)}'`);
  }
  let digits = base === 10 ? digitsOf(magnitude) : magnitude.toString(base);
  if (spec.type === 'X') digits = digits.toUpperCase();
  return signed(digits, whole < 0n, spec, spec.alternate ? prefix : '', base === 10 ? 3 : 4);
}

function realNumberOf(value: number | bigint | boolean): number {
  const number = numeric(value);
  if (!number) throw new Error('a number was expected');
  return asFloat(number);
}

/** Sign, prefix, grouping and padding of a number's digits. */
function signed(digits: string, negative: boolean, spec: Spec, prefix: string, groupSize: number): string {
  const lead = (negative ? '-' : spec.sign === '-' ? '' : spec.sign) + prefix;
  const [whole = '', ...rest] = digits.split(/(?=[.e%])/);
  const tail = rest.join('');
  const zeroFilled = spec.align === '=' && spec.fill === '0';
  const room = zeroFilled ? spec.width - lead.length - tail.length : 0;
  const text = lead + group(whole, spec.grouping, groupSize, room) + tail;
  if (spec.align !== '=') return align(text, spec, '>');
  const missing = spec.width - length(text);
  return missing > 0 ? lead + spec.fill.repeat(missing) + text.slice(lead.length) : text;
}

function group(whole: string, separator: string, size: number, room: number): string {
  if (separator === '' || !/^[\da-fA-F]+$/.test(whole)) return whole.padStart(room, '0');
  let digits = whole;
  const grouped = (text: string): string =>
    text.replace(new RegExp(`\\B(?=([\\da-fA-F]{${size}})+$)`, 'g'), separator);
  while (grouped(digits).length < room) digits = `0${digits}`;
  return grouped(digits);
}

function formatFloat(value: number, spec: Spec, type: string): string {
  const kind = spec.type === '' ? '' : spec.type.toLowerCase();
  if (!/^[efgn%]?$/.test(kind))
    throw valueError(`Unknown format code '${spec.type}' for object of type '${type}'`);
  const negative = value < 0 || Object.is(value, -0);
  let digits = floatDigits(value, kind, spec);
  if (/[EFG]/.test(spec.type)) digits = digits.toUpperCase();
  return signed(digits, negative && !Number.isNaN(value), spec, '', 3);
}

function floatDigits(value: number, kind: string, { precision, alternate }: Spec): string {
  if (Number.isNaN(value)) return kind === '%' ? 'nan%' : 'nan';
  if (!Number.isFinite(value)) return kind === '%' ? 'inf%' : 'inf';
  if (kind === 'e') {
    const { digits, exponent } = exponentDigits(value, precision ?? 6);
    return withExponent(digits, exponent, alternate);
  }
  if (kind === 'f') return fixedDigits(value, precision ?? 6) + (alternate && precision === 0 ? '.' : '');
  if (kind === '%') return `${fixedDigits(value * 100, precision ?? 6)}%`;
  if (kind === '' && precision === undefined) return floatRepr(Math.abs(value));
  return general(value, precision ?? 6, alternate, kind === '');
}

/** `%g`: the shorter of fixed and exponent notation; `format(1.0, '.3')` keeps one digit after the point. */
export function general(value: number, precision: number, alternate: boolean, keepsPoint: boolean): string {
  const significant = Math.max(1, precision);
  const { digits, exponent } = exponentDigits(value, significant - 1);
  const trimmed = alternate ? digits : digits.replace(/0+$/, '') || '0';
  const limit = keepsPoint ? significant - 1 : significant;
  if (exponent < -4 || exponent >= limit + (keepsPoint && exponent < significant - 1 ? 1 : 0)) {
    return withExponent(trimmed, exponent, alternate);
  }
  const text = fixedDigits(value, Math.max(0, significant - 1 - exponent));
  if (alternate) return text.includes('.') ? text : `${text}.`;
  const short = text.includes('.') ? text.replace(/\.?0+$/, '') : text;
  return keepsPoint && !short.includes('.') ? `${short}.0` : short;
}
