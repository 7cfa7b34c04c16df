import { digitsOf } from './digits.ts';
import { requireListRoom, requireTextRoom } from './size-limit.ts';
import { floatRepr, PyObject, type Value } from './value.ts';

/** Python's `repr()`. */
export function repr(value: Value): string {
  if (typeof value === 'string') return stringRepr(value);
  if (Array.isArray(value)) return `[${joinReprs(value)}]`;
  return value instanceof PyObject ? value.repr() : str(value);
}

/** Members' reprs with commas between them. Throws MemoryError where they are too long, equal members over and over too. */
function joinReprs(members: readonly Value[]): string {
  let length = 0;
  return members
    .map((member) => {
      const text = repr(member);
      length += text.length;
      requireTextRoom(length);
      return text;
    })
    .join(', ');
}

/** Python's `str()`: what a value looks like inside text. */
export function str(value: Value): string {
  if (typeof value === 'string') return value;
  if (value === null) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : floatRepr(value);
  if (typeof value === 'bigint') return digitsOf(value);
  if (Array.isArray(value)) return repr(value);
  return value instanceof PyObject ? value.str() : String(value);
}

/** Python's `ascii()`: `repr()` with everything beyond ASCII escaped. */
export function ascii(value: Value): string {
  return repr(value).replace(/[^\0-\x7f]/gu, (character) => {
    const code = (character.codePointAt(0) as number).toString(16);
    if (code.length <= 2) return `\\x${code}`;
    return code.length <= 4 ? `\\u${code.padStart(4, '0')}` : `\\U${code.padStart(8, '0')}`;
  });
}

/** `repr()` of a str: single quotes unless the text has them and no double ones; unprintable characters escaped. */
export function stringRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  if (!/[^ -&(-[\]-~]/.test(text)) return `'${text}'`;
  requireListRoom(text.length);
  let out = quote;
  for (const character of text) out += escapeCharacter(character, quote);
  return out + quote;
}

function escapeCharacter(character: string, quote: string): string {
  if (character === quote || character === '\\') return `\\${character}`;
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  if (character === '\t') return '\\t';
  const code = character.codePointAt(0) as number;
  if (code >= 0x20 && code < 0x7f) return character;
  if (!isPrintable(character)) {
    if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
    if (code <= 0xffff) return `\\u${code.toString(16).padStart(4, '0')}`;
    return `\\U${code.toString(16).padStart(8, '0')}`;
  }
  return character;
}

/** Python's `str.isprintable()` for one character: no control, format, surrogate, unassigned or separator but space. */
function isPrintable(character: string): boolean {
  return !/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Zs}]/u.test(character);
}
