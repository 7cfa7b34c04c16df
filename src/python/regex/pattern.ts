import { requireMemory } from '../size-limit.ts';
import type { Value } from '../value.ts';
import { Backtracker, type Spans } from './backtracker.ts';
import type { ParsedRegex, RegexFlags } from './node.ts';
import { parseRegex } from './parse.ts';
import { parseReplacement } from './replacement.ts';
import { type Risk, riskOf, withinTimeLimit } from './time-limit.ts';
import { toJavaScript } from './to-javascript.ts';

/** One match. Places are UTF-16 units. */
export class Match {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly #spans: Spans;
  constructor(text: string, spans: Spans) {
    this.text = text;
    this.#spans = spans;
    [this.start, this.end] = spans[0] as readonly [number, number];
  }
  /** The text of a group, 0 the whole; undefined where it took no part. */
  group(index: number): string | undefined {
    const span = this.#spans[index];
    return span === undefined || span[1] < 0 ? undefined : this.text.slice(span[0], span[1]);
  }
}

/** How far a match must reach. */
type Extent = 'any' | 'not-empty' | 'whole';

/**
 * A compiled pattern with the methods of Python's `re.Pattern` that filters need. A JavaScript expression does the work
 * where one is equivalent, a backtracking matcher of our own where none is.
 */
export class Pattern {
  readonly source: string;
  readonly #parsed: ParsedRegex;
  readonly #native: RegExp | undefined;
  readonly #risk: Risk;
  #sticky: RegExp | undefined;
  #own: Backtracker | undefined;

  /** Throws a PythonError with `re.error`'s text. */
  constructor(source: string, flags: Partial<RegexFlags> = {}) {
    this.source = source;
    this.#parsed = parseRegex(source, flags);
    this.#native = toJavaScript(this.#parsed);
    this.#risk = this.#native ? riskOf(this.#parsed.root) : 'none';
  }

  get groupCount(): number {
    return this.#parsed.groupCount;
  }
  get groupNames(): ReadonlyMap<string, number> {
    return this.#parsed.groupNames;
  }

  search(text: string): Match | undefined {
    return withinTimeLimit(this.#risk, text.length, () => this.#search(text, 0));
  }
  /** As `re.match`: at the start of the text. */
  match(text: string): Match | undefined {
    return withinTimeLimit(this.#risk, text.length, () => {
      if (!this.#native) return this.#matchAt(text, 0, 'any');
      this.#sticky ??= new RegExp(this.#native.source, `${this.#native.flags.replace('g', '')}y`);
      return run(this.#sticky, text, 0);
    });
  }
  fullmatch(text: string): Match | undefined {
    return this.#matchAt(text, 0, 'whole');
  }
  /** All matches, left to right; an empty one may follow another's end, as in Python from 3.7 on. */
  findAll(text: string, limit = Infinity): Match[] {
    return withinTimeLimit(this.#risk, text.length, () => {
      const matches: Match[] = [];
      let next = this.#search(text, 0);
      while (next && matches.length < limit) {
        matches.push(next);
        if (matches.length % 65_536 === 0) requireMemory();
        next = next.end > next.start ? this.#search(text, next.end) : this.#searchPast(text, next.end);
      }
      return matches;
    });
  }
  /** As `re.findall`: texts, or the groups' texts (`tuple` of them where there are several). */
  findTexts(text: string, tuple: (items: string[]) => Value): Value[] {
    return this.findAll(text).map((match) => {
      if (this.groupCount === 0) return match.group(0) ?? '';
      const groups = Array.from({ length: this.groupCount }, (_, index) => match.group(index + 1) ?? '');
      return groups.length === 1 ? (groups[0] as string) : tuple(groups);
    });
  }
  /** As `re.subn`; `count` 0 replaces all. */
  substitute(replacement: string, text: string, count = 0): { text: string; count: number } {
    const parts = parseReplacement(replacement, this);
    const matches = this.findAll(text, count > 0 ? count : Infinity);
    let out = '';
    let at = 0;
    for (const match of matches) {
      out += text.slice(at, match.start);
      for (const part of parts) out += typeof part === 'string' ? part : (match.group(part) ?? '');
      at = match.end;
    }
    return { text: out + text.slice(at), count: matches.length };
  }

  #search(text: string, from: number): Match | undefined {
    if (this.#native) return run(this.#native, text, from);
    for (let at = from; at <= text.length; at = afterCharacter(text, at)) {
      const match = this.#matchAt(text, at, 'any');
      if (match) return match;
    }
    return undefined;
  }

  /** After an empty match: one at the same place that is not empty, else any further on. */
  #searchPast(text: string, at: number): Match | undefined {
    if (at >= text.length) return undefined;
    return this.#matchAt(text, at, 'not-empty') ?? this.#search(text, afterCharacter(text, at));
  }

  #matchAt(text: string, at: number, extent: Extent): Match | undefined {
    this.#own ??= new Backtracker(this.#parsed);
    const accepts = {
      any: () => true,
      'not-empty': (end: number) => end > at,
      whole: (end: number) => end === text.length,
    };
    const spans = this.#own.matchAt(text, at, accepts[extent]);
    return spans && new Match(text, spans);
  }
}

function run(native: RegExp, text: string, from: number): Match | undefined {
  native.lastIndex = from;
  let found = native.exec(text);
  // V8 finds empty matches between the two units of one character too.
  while (found !== null && isInsideCharacter(text, found.index)) {
    native.lastIndex = found.index + 1;
    found = native.exec(text);
  }
  const indices = found?.indices as readonly ([number, number] | undefined)[] | undefined;
  return (
    indices &&
    new Match(
      text,
      indices.map((span) => span ?? [-1, -1]),
    )
  );
}

function isInsideCharacter(text: string, at: number): boolean {
  return at > 0 && (text.codePointAt(at - 1) ?? 0) > 0xffff;
}

function afterCharacter(text: string, at: number): number {
  return at + ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);
}

const compiled = new Map<string, Pattern>();

/** The pattern, from a cache of the last few hundred. */
export function compileRegex(source: string, flags: Partial<RegexFlags> = {}): Pattern {
  const key = `${flags.ignoreCase ? 'i' : ''}${flags.multiline ? 'm' : ''}:${source}`;
  const known = compiled.get(key);
  if (known) return known;
  if (compiled.size > 500) compiled.clear();
  const pattern = new Pattern(source, flags);
  compiled.set(key, pattern);
  return pattern;
}
