import { PythonError } from '../python-error.ts';
import { characterNamed } from '../unicode-names.ts';
import {
  type Category,
  type ParsedRegex,
  type RegexFlags,
  type RegexNode,
  type SetItem,
  widthOf,
} from './node.ts';

const noFlags: RegexFlags = {
  ignoreCase: false,
  multiline: false,
  dotAll: false,
  verbose: false,
  ascii: false,
};
const flagNames: ReadonlyMap<string, keyof RegexFlags | 'ignored'> = new Map<
  string,
  keyof RegexFlags | 'ignored'
>([
  ['i', 'ignoreCase'],
  ['m', 'multiline'],
  ['s', 'dotAll'],
  ['x', 'verbose'],
  ['a', 'ascii'],
  ['u', 'ignored'],
  ['L', 'ignored'],
]);
const maximumRepeat = 4294967295;

/**
 * Parses a pattern as CPython 3.11's `re` does. Throws a PythonError with `re.error`'s text, position included.
 */
export function parseRegex(pattern: string, flags: Partial<RegexFlags> = {}): ParsedRegex {
  return new RegexParser(pattern, { ...noFlags, ...flags }).parse();
}

class RegexParser {
  readonly #text: readonly string[];
  #at = 0;
  #flags: RegexFlags;
  #groupCount = 0;
  readonly #names = new Map<string, number>();
  readonly #open = new Set<number>();
  readonly #groups = new Map<number, RegexNode>();
  /** Groups that conditions ask for, with the place of the first: they may come later in the pattern. */
  readonly #conditions = new Map<number, number>();

  constructor(pattern: string, flags: RegexFlags) {
    this.#text = Array.from(pattern);
    this.#flags = flags;
  }

  parse(): ParsedRegex {
    const root = this.#alternatives(true);
    if (this.#at < this.#text.length) throw this.#fault('unbalanced parenthesis', this.#at);
    for (const [group, place] of this.#conditions)
      if (group > this.#groupCount) throw this.#fault(`invalid group reference ${group}`, place);
    return { root, groupCount: this.#groupCount, groupNames: this.#names, flags: this.#flags };
  }

  #alternatives(outermost = false): RegexNode {
    const branches = [this.#sequence(outermost)];
    while (this.#takes('|')) branches.push(this.#sequence(false));
    return branches.length === 1 ? (branches[0] as RegexNode) : { kind: 'alternatives', branches };
  }

  #sequence(outermost: boolean): RegexNode {
    const items: RegexNode[] = [];
    for (;;) {
      const next = this.#text[this.#at];
      if (next === undefined || next === '|' || next === ')') break;
      if (this.#flags.verbose && this.#skipsVerbose(next)) continue;
      if ('*+?'.includes(next) || (next === '{' && this.#bounds(this.#at) !== undefined)) {
        this.#repeat(items, next);
        continue;
      }
      const start = this.#at;
      this.#at++;
      const node = this.#atom(next, start, outermost && items.length === 0);
      if (node) items.push(node);
    }
    return items.length === 1 ? (items[0] as RegexNode) : { kind: 'sequence', items };
  }

  #skipsVerbose(next: string): boolean {
    if (/^[ \t\n\r\f\v]$/.test(next)) this.#at++;
    else if (next === '#') while (this.#at < this.#text.length && this.#text[this.#at++] !== '\n');
    else return false;
    return true;
  }

  #repeat(items: RegexNode[], sign: string): void {
    const start = this.#at;
    let [min, max] = sign === '*' ? [0, Infinity] : sign === '+' ? [1, Infinity] : [0, 1];
    this.#at++;
    if (sign === '{') {
      const bounds = this.#bounds(start) as { min: number; max: number; end: number };
      this.#at = bounds.end;
      if (bounds.max < bounds.min) throw this.#fault('min repeat greater than max repeat', start + 1);
      [min, max] = [bounds.min, bounds.max];
    }
    const body = items.pop();
    if (!body || body.kind === 'place') throw this.#fault('nothing to repeat', start);
    if (body.kind === 'repeat') throw this.#fault('multiple repeat', start);
    const mode = this.#takes('?') ? 'lazy' : this.#takes('+') ? 'possessive' : 'greedy';
    items.push({ kind: 'repeat', min, max, mode, body });
  }

  /** `{2,3}` at this place; undefined where the brace is an ordinary character. */
  #bounds(start: number): { min: number; max: number; end: number } | undefined {
    let end = start + 1;
    let text = '';
    while (/^[\d,]$/.test(this.#text[end] ?? '')) text += this.#text[end++];
    const found = /^(\d*)(,?)(\d*)$/.exec(text);
    if (this.#text[end] !== '}' || !found || text === '') return undefined;
    const [, low = '', comma, high = ''] = found;
    const min = low === '' ? 0 : Number(low);
    const max = comma === '' ? min : high === '' ? Infinity : Number(high);
    if (min >= maximumRepeat || (max !== Infinity && max >= maximumRepeat)) {
      throw new PythonError('OverflowError', 'the repetition number is too large');
    }
    return { min, max, end: end + 1 };
  }

  #atom(character: string, start: number, first: boolean): RegexNode | undefined {
    const flags = this.#flags;
    if (character === '.') return { kind: 'any', flags };
    if (character === '^') return { kind: 'place', place: 'line-start', flags };
    if (character === '$') return { kind: 'place', place: 'line-end', flags };
    if (character === '[') return this.#set(start);
    if (character === '(') return this.#group(start, first);
    if (character === '\\') return this.#escape(start);
    return { kind: 'char', code: character.codePointAt(0) as number, flags };
  }

  #escape(start: number): RegexNode {
    const flags = this.#flags;
    const character = this.#text[this.#at];
    if (character === undefined) throw this.#fault('bad escape (end of pattern)', start);
    if (character === 'A') return this.#placed({ kind: 'place', place: 'start', flags });
    if (character === 'Z') return this.#placed({ kind: 'place', place: 'end', flags });
    if (character === 'b') return this.#placed({ kind: 'place', place: 'boundary', flags });
    if (character === 'B') return this.#placed({ kind: 'place', place: 'not-boundary', flags });
    const category = categoryOf(character);
    if (category) {
      return this.#placed({ kind: 'set', negated: false, items: [category], flags });
    }
    if (/^[1-9]$/.test(character)) return this.#numbered(start);
    return { kind: 'char', code: this.#characterEscape(start), flags };
  }

  #placed(node: RegexNode): RegexNode {
    this.#at++;
    return node;
  }

  /** `\1`, or an octal character of three digits. */
  #numbered(start: number): RegexNode {
    const digits = this.#text.slice(this.#at, this.#at + 3).join('');
    const octal = /^[0-3][0-7]{2}/.exec(digits);
    if (octal) {
      this.#at += 3;
      return { kind: 'char', code: Number.parseInt(octal[0], 8), flags: this.#flags };
    }
    const number = (/^\d\d?/.exec(digits) as RegExpExecArray)[0];
    this.#at += number.length;
    return this.#referenceTo(Number(number), start, start + 1);
  }

  #referenceTo(group: number, start: number, named: number): RegexNode {
    if (group > this.#groupCount) throw this.#fault(`invalid group reference ${group}`, named);
    if (this.#open.has(group)) throw this.#fault('cannot refer to an open group', start);
    return { kind: 'reference', group, flags: this.#flags };
  }

  /** The code point of `\n`, `\x41`, `\u0041`, `\.`...; stands at the character after the backslash. */
  #characterEscape(start: number, inSet = false): number {
    const character = this.#text[this.#at++];
    if (character === undefined) throw this.#fault('bad escape (end of pattern)', start);
    const simple = simpleEscapes.get(character);
    if (simple !== undefined) return simple;
    if (inSet && character === 'b') return 8;
    const width = hexWidths.get(character);
    if (width !== undefined) return this.#hex(character, width, start);
    if (character === '0' || (inSet && /^[1-7]$/.test(character))) return this.#octal(character, start);
    if (character === 'N') return this.#namedCharacter(start);
    if (/^[a-zA-Z0-9]$/.test(character)) throw this.#fault(`bad escape \\${character}`, start);
    return character.codePointAt(0) as number;
  }

  /** `\N{BULLET}`; stands behind the `N`. */
  #namedCharacter(start: number): number {
    if (!this.#takes('{')) throw this.#fault('missing {', this.#at);
    const name = this.#name('}', 'character name');
    const code = characterNamed(name);
    if (code === undefined) throw this.#fault(`undefined character name '${name}'`, start);
    return code;
  }

  #hex(character: string, width: number, start: number): number {
    const text = this.#text.slice(this.#at, this.#at + width).join('');
    const digits = (/^[\da-fA-F]*/.exec(text) as RegExpExecArray)[0];
    if (digits.length !== width) throw this.#fault(`incomplete escape \\${character}${digits}`, start);
    this.#at += width;
    const code = Number.parseInt(digits, 16);
    if (code > 0x10ffff) throw this.#fault(`bad escape \\${character}${digits}`, start);
    return code;
  }

  #octal(first: string, start: number): number {
    let digits = first;
    while (digits.length < 3 && /^[0-7]$/.test(this.#text[this.#at] ?? '')) digits += this.#text[this.#at++];
    const code = Number.parseInt(digits, 8);
    if (code > 0o377) throw this.#fault(`octal escape value \\${digits} outside of range 0-0o377`, start);
    return code;
  }

  #set(start: number): RegexNode {
    const negated = this.#takes('^');
    const items: SetItem[] = [];
    const first = this.#at;
    for (;;) {
      const from = this.#at;
      const character = this.#text[this.#at];
      if (character === undefined) throw this.#fault('unterminated character set', start);
      if (character === ']' && from !== first) break;
      const low = this.#member();
      if (this.#text[this.#at] !== '-') {
        items.push(low);
        continue;
      }
      const dash = this.#at++;
      const after = this.#text[this.#at];
      if (after === undefined) throw this.#fault('unterminated character set', start);
      if (after === ']') {
        items.push(low, { kind: 'range', from: 0x2d, to: 0x2d });
        break;
      }
      const high = this.#member();
      if (low.kind !== 'range' || high.kind !== 'range' || high.from < low.from) {
        // CPython names the first two characters of an escape, and counts back from its end.
        const range = `${this.#token(from)}-${this.#token(dash + 1)}`;
        throw this.#fault(`bad character range ${range}`, this.#at - Array.from(range).length);
      }
      items.push({ kind: 'range', from: low.from, to: high.from });
    }
    this.#at++;
    return { kind: 'set', negated, items, flags: this.#flags };
  }

  #member(): SetItem {
    const start = this.#at;
    const character = this.#text[this.#at++] as string;
    if (character !== '\\') {
      const code = character.codePointAt(0) as number;
      return { kind: 'range', from: code, to: code };
    }
    const category = categoryOf(this.#text[this.#at] ?? '');
    if (category) {
      this.#at++;
      return category;
    }
    const code = this.#characterEscape(start, true);
    return { kind: 'range', from: code, to: code };
  }

  #group(start: number, first: boolean): RegexNode | undefined {
    if (!this.#takes('?')) return this.#capture(start, undefined);
    const kind = this.#text[this.#at++];
    if (kind === undefined) throw this.#fault('unexpected end of pattern', this.#at - 1);
    if (kind === ':') return this.#closed(start, this.#scoped(this.#flags));
    if (kind === 'P') return this.#named(start);
    if (kind === '#') return this.#comment(start);
    if (kind === '>') return { kind: 'atomic', body: this.#closed(start, this.#scoped(this.#flags)) };
    if (kind === '=' || kind === '!') return this.#look(start, true, kind === '!');
    if (kind === '<') {
      const sign = this.#text[this.#at++];
      if (sign === undefined) throw this.#fault('unexpected end of pattern', this.#at - 1);
      if (sign !== '=' && sign !== '!') throw this.#fault(`unknown extension ?<${sign}`, start + 1);
      return this.#look(start, false, sign === '!');
    }
    if (kind === '(') return this.#conditional(start);
    if (flagNames.has(kind) || kind === '-') {
      this.#at--;
      return this.#flagged(start, first);
    }
    throw this.#fault(`unknown extension ?${kind}`, start + 1);
  }

  #look(start: number, ahead: boolean, negated: boolean): RegexNode {
    const body = this.#closed(start, this.#scoped(this.#flags));
    if (!ahead) {
      const [least, most] = widthOf(body, this.#groups);
      if (least !== most) throw new PythonError('ValueError', 'look-behind requires fixed-width pattern');
    }
    return { kind: 'look', ahead, negated, body };
  }

  #capture(start: number, name: string | undefined): RegexNode {
    const index = ++this.#groupCount;
    if (name !== undefined) {
      const known = this.#names.get(name);
      if (known !== undefined) {
        throw this.#fault(
          `redefinition of group name '${name}' as group ${index}; was group ${known}`,
          start + 4,
        );
      }
      this.#names.set(name, index);
    }
    this.#open.add(index);
    const body = this.#closed(start, this.#scoped(this.#flags));
    this.#open.delete(index);
    this.#groups.set(index, body);
    return { kind: 'group', index, body };
  }

  #named(start: number): RegexNode {
    const sign = this.#text[this.#at++];
    if (sign === undefined) throw this.#fault('unexpected end of pattern', this.#at - 1);
    if (sign === '<') {
      const name = this.#name('>', 'group name');
      checkIdentifier(name, () => this.#fault(`bad character in group name '${name}'`, start + 4));
      return this.#capture(start, name);
    }
    if (sign === '=') {
      const name = this.#name(')', 'group name');
      const group = this.#names.get(name);
      if (group === undefined) throw this.#fault(`unknown group name '${name}'`, start + 4);
      return this.#referenceTo(group, start + 4, start + 4);
    }
    throw this.#fault(`unknown extension ?P${sign}`, start + 1);
  }

  #name(end: string, what: string): string {
    const start = this.#at;
    const stop = this.#text.indexOf(end, start);
    if (start >= this.#text.length || stop === start) throw this.#fault(`missing ${what}`, start);
    if (stop < 0) throw this.#fault(`missing ${end}, unterminated name`, start);
    this.#at = stop + 1;
    return this.#text.slice(start, stop).join('');
  }

  #comment(start: number): undefined {
    const stop = this.#text.indexOf(')', this.#at);
    if (stop < 0) throw this.#fault('missing ), unterminated comment', start);
    this.#at = stop + 1;
    return undefined;
  }

  #conditional(start: number): RegexNode {
    const from = this.#at;
    const name = this.#name(')', 'group name');
    const group = /^\d+$/.test(name) ? Number(name) : this.#names.get(name);
    if (group === undefined) throw this.#fault(`unknown group name '${name}'`, from);
    if (group === 0) throw this.#fault('bad group number', from);
    if (!this.#conditions.has(group)) this.#conditions.set(group, from);
    const outer = this.#flags;
    const yes = this.#sequence(false);
    const no: RegexNode = this.#takes('|') ? this.#sequence(false) : { kind: 'sequence', items: [] };
    if (this.#text[this.#at] === '|')
      throw this.#fault('conditional backref with more than two branches', this.#at);
    this.#flags = outer;
    return this.#closed(start, { kind: 'conditional', group, yes, no });
  }

  /** `(?i)` at the start of a pattern, or `(?i-s:...)`. */
  #flagged(start: number, first: boolean): RegexNode | undefined {
    let changed: Partial<Record<keyof RegexFlags, boolean>> = {};
    let on = true;
    for (;;) {
      const letter = this.#text[this.#at++];
      if (letter === undefined) throw this.#fault('missing -, : or )', this.#at - 1);
      if (letter === ')' && on) {
        if (!first) throw this.#fault('global flags not at the start of the expression', start);
        this.#flags = { ...this.#flags, ...changed };
        return undefined;
      }
      if (letter === ':') return this.#closed(start, this.#scoped({ ...this.#flags, ...changed }));
      if (letter === '-' && on) {
        on = false;
        continue;
      }
      const flag = flagNames.get(letter);
      if (flag === undefined)
        throw this.#fault(/\p{L}/u.test(letter) ? 'unknown flag' : 'missing -, : or )', this.#at - 1);
      if (letter === 'L') {
        throw this.#fault("bad inline flags: cannot use 'L' flag with a str pattern", this.#at);
      }
      if (flag !== 'ignored') changed = { ...changed, [flag]: on };
    }
  }

  #scoped(flags: RegexFlags): RegexNode {
    const outer = this.#flags;
    this.#flags = flags;
    const body = this.#alternatives();
    this.#flags = outer;
    return body;
  }

  #closed(start: number, node: RegexNode): RegexNode {
    if (!this.#takes(')')) throw this.#fault('missing ), unterminated subpattern', start);
    // A sequence of its own, so that a repeat after the group is not a repeat of a repeat.
    return node.kind === 'repeat' || node.kind === 'place'
      ? { kind: 'alternatives', branches: [node] }
      : node;
  }

  #token(at: number): string {
    const character = this.#text[at] ?? '';
    return character === '\\' ? character + (this.#text[at + 1] ?? '') : character;
  }

  #takes(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #fault(message: string, position: number): PythonError {
    const before = this.#text.slice(0, position);
    const lines = this.#text.includes('\n')
      ? ` (line ${before.filter((character) => character === '\n').length + 1}, column ${position - before.lastIndexOf('\n')})`
      : '';
    return new PythonError('ValueError', `${message} at position ${position}${lines}`);
  }
}

function checkIdentifier(name: string, fault: () => Error): void {
  if (!/^[\p{ID_Start}_]\p{ID_Continue}*$/u.test(name)) throw fault();
}

function categoryOf(character: string): (SetItem & { kind: 'category' }) | undefined {
  const category = categories.get(character.toLowerCase());
  return category
    ? { kind: 'category', category, negated: character !== character.toLowerCase() }
    : undefined;
}

const categories: ReadonlyMap<string, Category> = new Map<string, Category>([
  ['d', 'digit'],
  ['s', 'space'],
  ['w', 'word'],
]);
const simpleEscapes: ReadonlyMap<string, number> = new Map([
  ['a', 7],
  ['f', 12],
  ['n', 10],
  ['r', 13],
  ['t', 9],
  ['v', 11],
  ['\\', 0x5c],
]);
const hexWidths: ReadonlyMap<string, number> = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
]);
