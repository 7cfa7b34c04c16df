import { PythonError } from '../python-error.ts';

/** A replacement text: literal parts and the numbers of groups. */
export type Replacement = readonly (string | number)[];

interface Groups {
  readonly groupCount: number;
  readonly groupNames: ReadonlyMap<string, number>;
}

const simple: ReadonlyMap<string, string> = new Map([
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
  ['\\', '\\'],
]);
const piece =
  /[^\\]+|\\(?:g<([^>]*)>|(g<?)|([0-3][0-7]{2})|(0[0-7]?)|([1-9]\d?)|([\ud800-\udbff][\udc00-\udfff]|[^]))|\\/g;

/**
 * Parses the replacement of `re.sub`: `\1`, `\g<1>`, `\g<name>`, `\n`... Throws a PythonError with `re.error`'s or
 * IndexError's text for a group that is not there and for an unknown escape.
 */
export function parseReplacement(text: string, groups: Groups): Replacement {
  const parts: (string | number)[] = [];
  for (const found of text.matchAll(piece)) {
    const [whole, name, unclosed, octal, zero, number, letter] = found;
    const at = found.index;
    if (!whole.startsWith('\\')) parts.push(whole);
    else if (name !== undefined) parts.push(groupNamed(name, groups, at));
    else if (unclosed !== undefined) throw unterminated(unclosed, at, text);
    else if (octal !== undefined || zero !== undefined) {
      parts.push(String.fromCodePoint(Number.parseInt(octal ?? (zero as string), 8)));
    } else if (number !== undefined) parts.push(groupNumbered(number, groups, at + 1));
    else if (letter !== undefined) parts.push(escaped(letter, at));
    else throw fault('bad escape (end of pattern)', at);
  }
  return parts;
}

function unterminated(start: string, at: number, text: string): PythonError {
  if (start === 'g') return fault('missing <', at + 2);
  return fault(at + 3 >= text.length ? 'missing group name' : 'missing >, unterminated name', at + 3);
}

function escaped(letter: string, at: number): string {
  const known = simple.get(letter);
  if (known !== undefined) return known;
  if (/[a-zA-Z]/.test(letter)) throw fault(`bad escape \\${letter}`, at);
  return `\\${letter}`;
}

function groupNamed(name: string, groups: Groups, at: number): number {
  if (name === '') throw fault('missing group name', at + 3);
  if (/^\d+$/.test(name)) return groupNumbered(name, groups, at + 3);
  if (!/^[\p{ID_Start}_]\p{ID_Continue}*$/u.test(name)) {
    throw fault(`bad character in group name '${name}'`, at + 3);
  }
  const index = groups.groupNames.get(name);
  if (index === undefined) throw new PythonError('IndexError', `unknown group name '${name}'`);
  return index;
}

function groupNumbered(digits: string, groups: Groups, at: number): number {
  const index = Number(digits);
  if (index > groups.groupCount) throw fault(`invalid group reference ${index}`, at);
  return index;
}

function fault(message: string, position: number): PythonError {
  return new PythonError('ValueError', `${message} at position ${position}`);
}
