import { connectionError } from './errors.ts';
import { matchPatternList, matchesPattern } from './pattern-list.ts';

/**
 * ssh_config(5): text to directives, and directives to the values that hold for one host. The first value found for
 * a keyword wins, so sources are applied from the command line to the system's file. Reading files and running the
 * commands of `Match exec` is the caller's (`ConfigSurroundings`), everything here is a pure function of them.
 */
export interface Directive {
  /** Lower case. */
  readonly keyword: string;
  readonly arguments: readonly string[];
  /** What follows the keyword, unsplit: ProxyCommand is given to a shell as it stands. */
  readonly rest: string;
  readonly file: string;
  readonly line: number;
}

export interface ConfigSurroundings {
  readonly originalHost: string;
  readonly localUser: string;
  /** The directives of the files that an Include's pattern names, in order. */
  include(pattern: string, includingFile: string): readonly (readonly Directive[])[];
  /** `Match exec`: whether the command, its tokens not yet replaced, exits with 0. */
  succeeds(command: string, values: ConfigValues): boolean;
}

/** The keywords that gather their values rather than keep the first. */
const cumulative = new Set([
  'identityfile',
  'certificatefile',
  'sendenv',
  'setenv',
  'localforward',
  'remoteforward',
  'dynamicforward',
]);

export class ConfigValues {
  readonly #values = new Map<string, Directive[]>();
  /** A `Match final` was seen: the files have to be read a second time. */
  wantsFinalPass = false;

  add(directive: Directive): void {
    const earlier = this.#values.get(directive.keyword);
    if (earlier === undefined) this.#values.set(directive.keyword, [directive]);
    else if (cumulative.has(directive.keyword) && !earlier.some((one) => one.rest === directive.rest)) {
      earlier.push(directive);
    }
  }

  get(keyword: string): Directive | undefined {
    return this.#values.get(keyword)?.[0];
  }

  all(keyword: string): readonly Directive[] {
    return this.#values.get(keyword) ?? [];
  }

  text(keyword: string): string | undefined {
    return this.get(keyword)?.arguments[0];
  }

  *[Symbol.iterator](): IterableIterator<Directive> {
    for (const directives of this.#values.values()) yield* directives;
  }
}

/** Words as ssh splits them: quotes of both kinds, a backslash before a quote or a backslash, `#` starts a comment. */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  let index = 0;
  while (index < text.length) {
    const start = text[index];
    if (start === ' ' || start === '\t') {
      index++;
      continue;
    }
    if (start === '#') break;
    let word = '';
    let quote = '';
    for (; index < text.length; index++) {
      const symbol = text.charAt(index);
      const next = text.charAt(index + 1);
      if (
        symbol === '\\' &&
        (next === '\\' || next === '"' || next === "'" || (quote === '' && next === ' '))
      ) {
        word += next;
        index++;
      } else if (quote === '' && (symbol === ' ' || symbol === '\t')) break;
      else if (quote === '' && (symbol === '"' || symbol === "'")) quote = symbol;
      else if (symbol === quote) quote = '';
      else word += symbol;
    }
    words.push(word);
  }
  return words;
}

/** One `Keyword value`, `Keyword=value` or `Keyword = value`; undefined for a blank line or a comment. */
export function parseDirective(text: string, file: string, line: number): Directive | undefined {
  const found = /^\s*"?([A-Za-z0-9]+)"?(?:\s*=\s*|\s+|$)(.*)$/.exec(text);
  if (found === null) {
    if (/^\s*(#|$)/.test(text)) return undefined;
    throw connectionError([`${file}: line ${line}: Bad configuration option: ${text.trim()}`]);
  }
  const rest = (found[2] ?? '').trimEnd();
  return { keyword: (found[1] ?? '').toLowerCase(), arguments: splitWords(rest), rest, file, line };
}

export function parseSshConfig(text: string, file: string): Directive[] {
  return text.split(/\r?\n/).flatMap((line, index) => parseDirective(line, file, index + 1) ?? []);
}

/** Adds what the directives say about this host; `finalHost` is set on the second pass, to the resolved name. */
export function applyDirectives(
  values: ConfigValues,
  directives: readonly Directive[],
  surroundings: ConfigSurroundings,
  finalHost?: string,
): void {
  let active = true;
  for (const directive of directives) {
    if (directive.keyword === 'host') {
      const host = finalHost ?? surroundings.originalHost;
      active = matchPatternList(directive.arguments, host) === 'match';
    } else if (directive.keyword === 'match') {
      active = matchesCriteria(directive, values, surroundings, finalHost);
    } else if (!active) {
      continue;
    } else if (directive.keyword === 'include') {
      for (const pattern of directive.arguments) {
        for (const included of surroundings.include(pattern, directive.file)) {
          applyDirectives(values, included, surroundings, finalHost);
        }
      }
    } else {
      values.add(directive);
    }
  }
}

function matchesCriteria(
  directive: Directive,
  values: ConfigValues,
  surroundings: ConfigSurroundings,
  finalHost: string | undefined,
): boolean {
  const words = [...directive.arguments];
  let matches = true;
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    const [, negation, name, inline] = /^(!?)([a-z]+)(?:=(.*))?$/i.exec(word) ?? [];
    const criterion = name?.toLowerCase();
    const holds = (value: boolean): boolean => (negation === '!' ? !value : value);
    if (criterion === 'all') return matches && holds(true);
    if (criterion === 'canonical' || criterion === 'final') {
      if (criterion === 'final') values.wantsFinalPass = true;
      matches &&= holds(criterion === 'final' && finalHost !== undefined);
      continue;
    }
    const argument = inline ?? words.shift();
    if (criterion === undefined || argument === undefined) {
      throw connectionError([`${directive.file} line ${directive.line}: Bad Match condition`]);
    }
    const inList = (text: string): boolean => matchPatternList(argument.split(','), text) === 'match';
    if (criterion === 'host') {
      matches &&= holds(inList(finalHost ?? hostNameOf(values, surroundings.originalHost)));
    } else if (criterion === 'originalhost') matches &&= holds(inList(surroundings.originalHost));
    else if (criterion === 'user') matches &&= holds(inList(values.text('user') ?? surroundings.localUser));
    else if (criterion === 'localuser') matches &&= holds(inList(surroundings.localUser));
    else if (criterion === 'tagged') matches &&= holds(inList(values.text('tag') ?? ''));
    else if (criterion === 'exec') matches = matches && holds(surroundings.succeeds(argument, values));
    else {
      throw connectionError([
        `${directive.file} line ${directive.line}: Unsupported Match attribute ${criterion}`,
        `${directive.file}: line ${directive.line}: Bad Match condition`,
      ]);
    }
  }
  return matches;
}

/** HostName, in which `%h` is the name that was given. */
export function hostNameOf(values: ConfigValues, originalHost: string): string {
  const configured = values.text('hostname');
  return configured === undefined
    ? originalHost
    : configured.replaceAll(/%[h%]/g, (token) => (token === '%h' ? originalHost : '%'));
}

/** Whether an IgnoreUnknown list covers a keyword. */
export function ignoresUnknown(values: ConfigValues, keyword: string): boolean {
  const patterns = values.get('ignoreunknown')?.arguments.flatMap((word) => word.split(',')) ?? [];
  return patterns.some((pattern) => matchesPattern(pattern.toLowerCase(), keyword));
}
