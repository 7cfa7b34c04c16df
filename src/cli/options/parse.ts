import { MitorunError } from '../../errors/mitorun-error.ts';
import { nearestWord } from '../../errors/nearest-word.ts';
import type { CommandLineOption, ParsedOptions } from './option.ts';

/**
 * Reads a command line as Python's argparse does for Ansible: options and arguments in any order, `--opt=value`, `-ovalue`,
 * bundled letters, unambiguous abbreviations, `--` for the end of options. Throws ARGUMENTS in argparse's words.
 */
export function parseOptions(table: readonly CommandLineOption[], argv: readonly string[]): ParsedOptions {
  const reader = new Reader(table);
  let index = 0;
  while (index < argv.length) {
    const word = argv[index] ?? '';
    if (word === '--') {
      reader.positional.push(...argv.slice(index + 1));
      break;
    }
    const next = argv[index + 1];
    if (!reader.isOption(word)) {
      reader.positional.push(word);
      index++;
    } else if (word.startsWith('--')) index += reader.long(word.slice(2), next);
    else index += reader.letters(word.slice(1), next);
  }
  reader.finish();
  return reader;
}

class Reader implements ParsedOptions {
  readonly positional: string[] = [];
  readonly #table: readonly CommandLineOption[];
  readonly #counts = new Map<string, number>();
  readonly #texts = new Map<string, string[]>();
  readonly #unknown: string[] = [];

  constructor(table: readonly CommandLineOption[]) {
    this.#table = table;
  }

  flag(name: string): boolean {
    return (this.#counts.get(name) ?? 0) > 0;
  }
  count(name: string): number {
    return this.#counts.get(name) ?? 0;
  }
  text(name: string): string | undefined {
    return this.#texts.get(name)?.at(-1);
  }
  number(name: string): number | undefined {
    const text = this.text(name);
    return text === undefined ? undefined : Number(text);
  }
  list(name: string): readonly string[] {
    return this.#texts.get(name) ?? [];
  }

  /** Whether argparse takes a word for an option: it begins with `-`, and is no number and no text with blanks. */
  isOption(word: string): boolean {
    if (!word.startsWith('-') || word === '-') return false;
    const isKnown = word.startsWith('--')
      ? this.#abbreviated(word.slice(2).replace(/=.*$/s, '')).length > 0
      : this.#table.some((option) => option.short === word[1]);
    return isKnown || !(/^-\d/.test(word) || word.includes(' '));
  }

  #abbreviated(name: string): CommandLineOption[] {
    return this.#table.filter((option) => namesOf(option).some((candidate) => candidate.startsWith(name)));
  }

  #value(option: CommandLineOption, next: string | undefined): string {
    if (next === undefined || this.isOption(next))
      throw new MitorunError('ARGUMENTS', `argument ${shown(option)}: expected one argument`);
    return next;
  }

  /** `--name`, `--name=value` or `--name value`; how many words that took. */
  long(word: string, next: string | undefined): number {
    const equals = word.indexOf('=');
    const name = equals < 0 ? word : word.slice(0, equals);
    const option = this.#find(name);
    if (!option) {
      this.#unknown.push(`--${word}`);
      return 1;
    }
    if (option.kind === 'flag' || option.kind === 'count') {
      if (equals >= 0)
        throw new MitorunError(
          'ARGUMENTS',
          `argument ${shown(option)}: ignored explicit argument '${word.slice(equals + 1)}'`,
        );
      this.#raise(option);
      return 1;
    }
    if (equals >= 0) {
      this.#set(option, word.slice(equals + 1));
      return 1;
    }
    this.#set(option, this.#value(option, next));
    return 2;
  }

  /** `-v`, `-vvv`, `-bK`, `-i hosts`, `-ihosts`; how many words that took. */
  letters(word: string, next: string | undefined): number {
    for (let at = 0; at < word.length; at++) {
      const letter = word.charAt(at);
      const option = this.#table.find((candidate) => candidate.short === letter);
      if (!option) {
        this.#unknown.push(`-${word.slice(at)}`);
        return 1;
      }
      if (option.kind === 'flag' || option.kind === 'count') {
        this.#raise(option);
        continue;
      }
      const rest = word.slice(at + 1);
      this.#set(option, rest === '' ? this.#value(option, next) : rest.replace(/^=/, ''));
      return rest === '' ? 2 : 1;
    }
    return 1;
  }

  /** Throws ARGUMENTS for what no option knows, all of it at once, and for options that exclude each other. */
  finish(): void {
    for (const option of this.#table) {
      const other = this.#table.find((candidate) => candidate.name === option.excludes);
      if (other && this.#isGiven(option) && this.#isGiven(other)) {
        throw new MitorunError(
          'ARGUMENTS',
          `argument ${shown(option)}: not allowed with argument ${shown(other)}`,
        );
      }
    }
    const [first] = this.#unknown;
    if (first === undefined) return;
    const near = nearestWord(first.replace(/^-+|=.*$/g, ''), this.#table.flatMap(namesOf));
    throw new MitorunError(
      'ARGUMENTS',
      `unrecognized arguments: ${this.#unknown.join(' ')}`,
      near === undefined || !first.startsWith('--') ? {} : { hint: `did you mean --${near}?` },
    );
  }

  #isGiven(option: CommandLineOption): boolean {
    return this.flag(option.name) || this.list(option.name).length > 0;
  }

  #find(name: string): CommandLineOption | undefined {
    const exact = this.#table.find((option) => namesOf(option).includes(name));
    if (exact) return exact;
    const abbreviated = this.#abbreviated(name);
    if (abbreviated.length > 1) {
      const matches = abbreviated.map((option) => `--${option.name}`).join(', ');
      throw new MitorunError('ARGUMENTS', `ambiguous option: --${name} could match ${matches}`);
    }
    return abbreviated[0];
  }

  #raise(option: CommandLineOption): void {
    this.#counts.set(option.name, this.count(option.name) + 1);
  }

  #set(option: CommandLineOption, value: string): void {
    if (option.kind === 'number' && !/^[+-]?\d+$/.test(value)) {
      throw new MitorunError('ARGUMENTS', `argument ${shown(option)}: invalid int value: '${value}'`);
    }
    this.#texts.set(option.name, [...this.list(option.name), value]);
  }
}

function namesOf(option: CommandLineOption): readonly string[] {
  return [option.name, ...(option.aliases ?? [])];
}

/** `-i/--inventory/--inventory-file`, as argparse names an option in its errors. */
function shown(option: CommandLineOption): string {
  const long = namesOf(option).map((name) => `--${name}`);
  return (option.short === undefined ? long : [`-${option.short}`, ...long]).join('/');
}
