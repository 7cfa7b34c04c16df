import { PythonError } from '../python-error.ts';
import { categorySource, literalSource, setSource } from './character-class.ts';
import type { Category, ParsedRegex, RegexFlags, RegexNode, SetItem } from './node.ts';

/** Start and end of each group in UTF-16 units; -1 where a group took no part. Group 0 is the whole. */
export type Spans = readonly (readonly [number, number])[];

/** Steps after which a match is given up: some seconds' work. */
const stepLimit = 50_000_000;

/**
 * Matches what JavaScript's own expressions cannot, by plain backtracking as CPython does. Throws a PythonError
 * RuntimeError where that takes too long or too deep a recursion.
 */
export class Backtracker {
  readonly #start: Matcher;
  readonly #groupCount: number;

  constructor(parsed: ParsedRegex) {
    this.#groupCount = parsed.groupCount;
    this.#start = compile(parsed.root);
  }

  /** The match that begins exactly at `at` and ends at a place that `accepts` takes. */
  matchAt(text: string, at: number, accepts: (end: number) => boolean): Spans | undefined {
    const state: State = {
      text,
      steps: 0,
      starts: Array.from({ length: this.#groupCount + 1 }, () => -1),
      ends: Array.from({ length: this.#groupCount + 1 }, () => -1),
    };
    let end = -1;
    try {
      const found = this.#start(state, at, (stop) => {
        if (!accepts(stop)) return false;
        end = stop;
        return true;
      });
      if (!found) return undefined;
    } catch (error) {
      if (error instanceof RangeError)
        throw new PythonError('RuntimeError', 'regular expression recurses too deeply');
      throw error;
    }
    return state.starts.map((start, group) =>
      group === 0 ? [at, end] : [start, state.ends[group] as number],
    );
  }
}

interface State {
  readonly text: string;
  steps: number;
  readonly starts: number[];
  readonly ends: number[];
}
type Continue = (at: number) => boolean;
type Matcher = (state: State, at: number, next: Continue) => boolean;

function compile(node: RegexNode): Matcher {
  switch (node.kind) {
    case 'char':
    case 'any':
    case 'set': {
      const accepts = acceptor(node);
      return (state, at, next) => {
        const code = state.text.codePointAt(at);
        return code !== undefined && accepts(code) && next(at + widthOfCode(code));
      };
    }
    case 'place':
      return (state, at, next) => isPlace(node.place, node.flags, state.text, at) && next(at);
    case 'sequence':
      return node.items.map(compile).reduceRight<Matcher>(
        (rest, first) => (state, at, next) => first(state, at, (middle) => rest(state, middle, next)),
        (_state, at, next) => next(at),
      );
    case 'alternatives': {
      const branches = node.branches.map(compile);
      return (state, at, next) => branches.some((branch) => branch(state, at, next));
    }
    case 'group':
      return compileGroup(node.index, compile(node.body));
    case 'repeat':
      return compileRepeat(node);
    case 'look':
      return compileLook(node);
    case 'atomic':
      return compileAtomic(compile(node.body));
    case 'reference':
      return compileReference(node.group, node.flags);
    case 'conditional': {
      const [yes, no] = [compile(node.yes), compile(node.no)];
      return (state, at, next) => ((state.ends[node.group] as number) >= 0 ? yes : no)(state, at, next);
    }
  }
}

function compileGroup(index: number, body: Matcher): Matcher {
  return (state, at, next) => {
    const [start, end] = [state.starts[index] as number, state.ends[index] as number];
    const matched = body(state, at, (stop) => {
      const [innerStart, innerEnd] = [state.starts[index] as number, state.ends[index] as number];
      state.starts[index] = at;
      state.ends[index] = stop;
      if (next(stop)) return true;
      state.starts[index] = innerStart;
      state.ends[index] = innerEnd;
      return false;
    });
    if (!matched) {
      state.starts[index] = start;
      state.ends[index] = end;
    }
    return matched;
  };
}

function compileRepeat(node: RegexNode & { kind: 'repeat' }): Matcher {
  const { min, max, mode } = node;
  const body = compile(node.body);
  const turn = (state: State, at: number, count: number, last: number, next: Continue): boolean => {
    if (++state.steps > stepLimit) {
      throw new PythonError('RuntimeError', 'regular expression takes too long to match');
    }
    if (count < min) return body(state, at, (stop) => turn(state, stop, count + 1, last, next));
    // An empty turn is taken once, then the repeat ends there.
    const more = (): boolean =>
      count < max && at !== last && body(state, at, (stop) => turn(state, stop, count + 1, at, next));
    return mode === 'lazy' ? next(at) || more() : more() || next(at);
  };
  const whole: Matcher = (state, at, next) => turn(state, at, 0, -1, next);
  return mode === 'possessive' ? compileAtomic(whole) : whole;
}

function compileAtomic(body: Matcher): Matcher {
  return (state, at, next) => {
    let end = -1;
    const found = body(state, at, (stop) => {
      end = stop;
      return true;
    });
    return found && next(end);
  };
}

function compileLook(node: RegexNode & { kind: 'look' }): Matcher {
  const body = compile(node.body);
  const stands = (state: State, at: number): boolean => {
    if (node.ahead) return body(state, at, () => true);
    for (let from = at; from >= 0; from--) if (body(state, from, (stop) => stop === at)) return true;
    return false;
  };
  return (state, at, next) => {
    if (!node.negated) return stands(state, at) && next(at);
    const [starts, ends] = [[...state.starts], [...state.ends]];
    const found = stands(state, at);
    state.starts.splice(0, starts.length, ...starts);
    state.ends.splice(0, ends.length, ...ends);
    return !found && next(at);
  };
}

function compileReference(group: number, flags: RegexFlags): Matcher {
  return (state, at, next) => {
    const end = state.ends[group] as number;
    if (end < 0) return false;
    const wanted = state.text.slice(state.starts[group], end);
    const found = state.text.slice(at, at + wanted.length);
    const same = flags.ignoreCase ? found.toLowerCase() === wanted.toLowerCase() : found === wanted;
    return same && next(at + wanted.length);
  };
}

const widthOfCode = (code: number): number => (code > 0xffff ? 2 : 1);

function acceptor(node: RegexNode & { kind: 'char' | 'any' | 'set' }): (code: number) => boolean {
  if (node.kind === 'any') return node.flags.dotAll ? () => true : (code) => code !== 10;
  const { flags } = node;
  const items: readonly SetItem[] =
    node.kind === 'set' ? node.items : [{ kind: 'range', from: node.code, to: node.code }];
  const negated = node.kind === 'set' && node.negated;
  const among = (code: number): boolean => items.some((item) => contains(item, code, flags.ascii));
  if (!flags.ignoreCase) return (code) => among(code) !== negated;
  if (flags.ascii) return (code) => asciiCaseForms(code).some(among) !== negated;
  // Which letters are the same is JavaScript's to say, here as where it matches the whole.
  const source = node.kind === 'set' ? setSource(items, negated, flags) : literalSource(node.code, flags);
  const native = new RegExp(`^${source}$`, 'iu');
  return (code) => native.test(String.fromCodePoint(code));
}

function asciiCaseForms(code: number): readonly number[] {
  const isLetter = /^[a-zA-Z]$/.test(String.fromCodePoint(code));
  return isLetter ? [code, code ^ 0x20] : [code];
}

function contains(item: SetItem, code: number, ascii: boolean): boolean {
  if (item.kind === 'range') return code >= item.from && code <= item.to;
  return isCategory(item.category, code, ascii) !== item.negated;
}

const unicodeTests: Readonly<Record<Category, RegExp>> = {
  digit: /^\p{Nd}$/u,
  space: new RegExp(`^[${categorySource('space', false)}]$`, 'u'),
  word: /^[\p{L}\p{N}_]$/u,
};
const asciiTests: Readonly<Record<Category, RegExp>> = {
  digit: /^[0-9]$/,
  space: /^[ \t\n\r\f\v]$/,
  word: /^[a-zA-Z0-9_]$/,
};

function isCategory(category: Category, code: number, ascii: boolean): boolean {
  return (ascii ? asciiTests : unicodeTests)[category].test(String.fromCodePoint(code));
}

function codePointBefore(text: string, at: number): number {
  const pair = at > 1 ? (text.codePointAt(at - 2) ?? 0) : 0;
  return pair > 0xffff ? pair : text.charCodeAt(at - 1);
}

function isPlace(place: string, flags: RegexFlags, text: string, at: number): boolean {
  switch (place) {
    case 'start':
      return at === 0;
    case 'end':
      return at === text.length;
    case 'line-start':
      return at === 0 || (flags.multiline && text[at - 1] === '\n');
    case 'line-end':
      if (at === text.length) return true;
      return text[at] === '\n' && (flags.multiline || at === text.length - 1);
    default: {
      // Before 3.14, Python finds no such place in an empty text.
      if (text === '') return false;
      const before = at > 0 && isCategory('word', codePointBefore(text, at), flags.ascii);
      const after = at < text.length && isCategory('word', text.codePointAt(at) as number, flags.ascii);
      return (before !== after) === (place === 'boundary');
    }
  }
}
