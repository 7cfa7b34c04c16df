import type { Dict } from '../dict.ts';
import { keyError } from '../key-error.ts';
import { PythonError, typeError, valueError } from '../python-error.ts';
import { ascii, repr, str } from '../repr.ts';
import { typeName } from '../type-name.ts';
import type { Value } from '../value.ts';
import { formatValue } from './format-spec.ts';

/** How fields get at parts of a value; the access module's. */
export interface Reach {
  readonly attribute: (object: Value, name: string) => Value | undefined;
  readonly item: (object: Value, key: Value) => Value | undefined;
}

/**
 * `str.format`. Fields reach into values through the same access module as templates do, and no further: an attribute
 * that begins with an underscore is refused.
 */
export function formatText(template: string, args: readonly Value[], keywords: Dict, reach: Reach): string {
  return new Formatter(args, keywords, reach).format(template, 2);
}

const piece = /\{\{|\}\}|[{}]|[^{}]+/g;

class Formatter {
  readonly #args: readonly Value[];
  readonly #keywords: Dict;
  readonly #reach: Reach;
  #next = 0;
  #numbering: 'automatic' | 'manual' | undefined;
  constructor(args: readonly Value[], keywords: Dict, reach: Reach) {
    this.#reach = reach;
    this.#args = args;
    this.#keywords = keywords;
  }

  format(template: string, depth: number): string {
    if (depth < 0) throw valueError('Max string recursion exceeded');
    let out = '';
    let at = 0;
    while (at < template.length) {
      piece.lastIndex = at;
      const [text] = piece.exec(template) as RegExpExecArray;
      at += text.length;
      if (text === '{') {
        const end = fieldEnd(template, at);
        out += this.#field(template.slice(at, end), depth);
        at = end + 1;
      } else if (text === '}') throw valueError("Single '}' encountered in format string");
      else if (text === '{{') out += '{';
      else if (text === '}}') out += '}';
      else out += text;
    }
    return out;
  }

  #field(field: string, depth: number): string {
    const found = /^([^![\]:{}]*(?:\[[^\]]*\][^![\]:{}]*)*)(?:!(.?))?(?::([^]*))?$/.exec(field);
    if (!found) throw valueError("expected ':' after conversion specifier");
    const [, name = '', conversion, spec = ''] = found;
    let value = this.#value(name);
    if (conversion === 'r') value = repr(value);
    else if (conversion === 'a') value = ascii(value);
    else if (conversion === 's') value = str(value);
    else if (conversion !== undefined) {
      throw valueError(
        conversion === ''
          ? 'end of string while looking for conversion specifier'
          : `Unknown conversion specifier ${conversion}`,
      );
    }
    return formatValue(value, spec.includes('{') ? this.format(spec, depth - 1) : spec);
  }

  #value(path: string): Value {
    const first = /^[^.[]*/.exec(path)?.[0] ?? '';
    let value = this.#argument(first);
    for (const step of path.slice(first.length).matchAll(/\.([^.[]*)|\[([^\]]*)\]/g)) {
      const [, attribute, index] = step;
      value =
        attribute === undefined
          ? item(this.#reach, value, index ?? '')
          : member(this.#reach, value, attribute);
    }
    return value;
  }

  #argument(name: string): Value {
    if (name !== '' && !/^\d+$/.test(name)) {
      const value = this.#keywords.get(name);
      if (value === undefined) throw keyError(name);
      return value;
    }
    const numbering = name === '' ? 'automatic' : 'manual';
    this.#numbering ??= numbering;
    if (this.#numbering !== numbering) {
      const [from, to] =
        name === ''
          ? ['manual field specification', 'automatic field numbering']
          : ['automatic field numbering', 'manual field specification'];
      throw valueError(`cannot switch from ${from} to ${to}`);
    }
    const index = name === '' ? this.#next++ : Number(name);
    const value = this.#args[index];
    if (value === undefined) {
      throw new PythonError(
        'IndexError',
        `Replacement index ${index} out of range for positional args tuple`,
      );
    }
    return value;
  }
}

function fieldEnd(template: string, start: number): number {
  let depth = 1;
  for (let at = start; at < template.length; at++) {
    if (template[at] === '{') depth++;
    else if (template[at] === '}' && --depth === 0) return at;
  }
  throw valueError(
    start === template.length
      ? "Single '{' encountered in format string"
      : "expected '}' before end of string",
  );
}

function item(reach: Reach, value: Value, key: string): Value {
  const member = reach.item(value, /^\d+$/.test(key) ? Number(key) : key);
  if (member === undefined) {
    throw typeName(value) === 'dict'
      ? keyError(key)
      : typeError(`${typeName(value)} indices must be integers or slices, not str`);
  }
  return member;
}

function member(reach: Reach, value: Value, name: string): Value {
  const found = name.startsWith('_') ? undefined : reach.attribute(value, name);
  if (found === undefined) {
    throw new PythonError('AttributeError', `'${typeName(value)}' object has no attribute '${name}'`);
  }
  return found;
}
