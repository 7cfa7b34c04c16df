import { MitorunError } from '../../errors/mitorun-error.ts';
import { nearestWord } from '../../playbook/keywords/nearest.ts';
import type { CommandLineOption, ParsedOptions } from './option.ts';

/**
 * Reads a command line as Python's argparse does for Ansible: options and arguments in any order, `--opt=value`, `-ovalue`,
 * bundled letters, unambiguous abbreviations, `--` for the end of options. Throws USAGE in argparse's words.
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
    if (word.startsWith('--')) index += reader.long(word.slice(2), argv[index + 1]);
    else if (word.startsWith('-') && word !== '-' && !/^-\d/.test(word))
      index += reader.letters(word.slice(1), argv[index + 1]);
    else {
      reader.positional.push(word);
      index++;
    }
  }
  return reader;
}

class Reader implements ParsedOptions {
  readonly positional: string[] = [];
  readonly #table: readonly CommandLineOption[];
  readonly #counts = new Map<string, number>();
  readonly #texts = new Map<string, string[]>();

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

  /** `--name`, `--name=value` or `--name value`; how many words that took. */
  long(word: string, next: string | undefined): number {
    const equals = word.indexOf('=');
    const name = equals < 0 ? word : word.slice(0, equals);
    const option = this.#find(name);
    if (option.kind === 'flag' || option.kind === 'count') {
      if (equals >= 0)
        throw new MitorunError(
          'USAGE',
          `argument ${shown(option)}: ignored explicit argument '${word.slice(equals + 1)}'`,
        );
      this.#raise(option);
      return 1;
    }
    if (equals >= 0) {
      this.#set(option, word.slice(equals + 1));
      return 1;
    }
    this.#set(option, requireValue(option, next));
    return 2;
  }

  /** `-v`, `-vvv`, `-bK`, `-i hosts`, `-ihosts`; how many words that took. */
  letters(word: string, next: string | undefined): number {
    for (let at = 0; at < word.length; at++) {
      const letter = word.charAt(at);
      const option = this.#table.find((candidate) => candidate.short === letter);
      if (!option) throw new MitorunError('USAGE', `unrecognized arguments: -${word}`);
      if (option.kind === 'flag' || option.kind === 'count') {
        this.#raise(option);
        continue;
      }
      const rest = word.slice(at + 1);
      this.#set(option, rest === '' ? requireValue(option, next) : rest.replace(/^=/, ''));
      return rest === '' ? 2 : 1;
    }
    return 1;
  }

  #find(name: string): CommandLineOption {
    const names = (option: CommandLineOption): readonly string[] => [option.name, ...(option.aliases ?? [])];
    const exact = this.#table.find((option) => names(option).includes(name));
    if (exact) return exact;
    const abbreviated = this.#table.filter((option) =>
      names(option).some((candidate) => candidate.startsWith(name)),
    );
    const [only, another] = abbreviated;
    if (only && !another) return only;
    if (only && another) {
      const matches = abbreviated.map((option) => `--${option.name}`).join(', ');
      throw new MitorunError('USAGE', `ambiguous option: --${name} could match ${matches}`);
    }
    const near = nearestWord(
      name,
      this.#table.flatMap((option) => names(option)),
    );
    throw new MitorunError(
      'USAGE',
      `unrecognized arguments: --${name}`,
      near === undefined ? {} : { hint: `did you mean --${near}?` },
    );
  }

  #raise(option: CommandLineOption): void {
    this.#counts.set(option.name, this.count(option.name) + 1);
  }

  #set(option: CommandLineOption, value: string): void {
    if (option.kind === 'number' && !/^[+-]?\d+$/.test(value)) {
      throw new MitorunError('USAGE', `argument ${shown(option)}: invalid int value: '${value}'`);
    }
    this.#texts.set(option.name, [...this.list(option.name), value]);
  }
}

function requireValue(option: CommandLineOption, next: string | undefined): string {
  if (next === undefined || (next.startsWith('-') && next.length > 1 && !/^-\d/.test(next))) {
    throw new MitorunError('USAGE', `argument ${shown(option)}: expected one argument`);
  }
  return next;
}

/** `-i/--inventory/--inventory-file`, as argparse names an option in its errors. */
function shown(option: CommandLineOption): string {
  const long = [option.name, ...(option.aliases ?? [])].map((name) => `--${name}`);
  return (option.short === undefined ? long : [...long, `-${option.short}`]).join('/');
}
