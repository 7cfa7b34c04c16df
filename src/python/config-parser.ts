import { stringRepr } from './repr.ts';

/** The options of Python's ConfigParser that Ansible uses. */
export interface ConfigParserOptions {
  /** What the text is called in messages. */
  readonly source: string;
  /** What begins a comment after a blank, wherever that is. */
  readonly inlineComment?: string;
  readonly isCaseSensitive?: boolean;
  /** An option may stand without `=`. */
  readonly allowNoValue?: boolean;
}

/** A section's options; null for one without a value. */
export type ConfigSection = ReadonlyMap<string, string | null>;

/** What ConfigParser refuses, in its words. */
export class ConfigParserFault extends Error {
  readonly line: number;
  readonly isDuplicateOption: boolean;
  constructor(message: string, line: number, isDuplicateOption = false) {
    super(message);
    this.line = line;
    this.isDuplicateOption = isDuplicateOption;
  }
}

const header = /^\[(.+)\]/;
const option = /^(.*?)\s*(?:([=:])\s*(.*))?$/s;

/** Python's strict ConfigParser, which may read several texts one over the other. `%` is plain here. */
export class ConfigParser {
  /** The options that every section has. */
  readonly defaults: ConfigSection;
  readonly sections: ReadonlyMap<string, ConfigSection>;
  readonly #defaults = new Map<string, string | null>();
  readonly #sections = new Map<string, Map<string, string | null>>();
  readonly #options: ConfigParserOptions;

  constructor(options: ConfigParserOptions) {
    this.#options = options;
    this.defaults = this.#defaults;
    this.sections = this.#sections;
  }

  /** The name that an option is kept under. */
  keyOf(name: string): string {
    return this.#options.isCaseSensitive === true ? name : name.toLowerCase();
  }

  /** Throws ConfigParserFault. */
  read(text: string): void {
    const added = new Set<string>();
    const wrong: { readonly line: number; readonly text: string }[] = [];
    let section: Map<string, string | null> | undefined;
    let sectionName = '';
    let key: string | undefined;
    let keyIndent = 0;
    for (const [index, raw] of text.split(/(?<=\n)/).entries()) {
      const number = index + 1;
      const line = this.#withoutComment(raw);
      const held = key === undefined ? undefined : section?.get(key);
      if (line === '') {
        // An empty line belongs to the value above it; one that is all comment does not.
        if (raw.trim() === '' && section && key !== undefined && typeof held === 'string')
          section.set(key, `${held}\n`);
        continue;
      }
      const indent = raw.length - raw.trimStart().length;
      if (section && key !== undefined && indent > keyIndent) {
        if (typeof held === 'string') section.set(key, `${held}\n${line}`);
        continue;
      }
      keyIndent = indent;
      const opened = header.exec(line)?.[1];
      if (opened !== undefined) {
        section = this.#open(opened, number, added);
        sectionName = opened;
        key = undefined;
        continue;
      }
      if (!section)
        throw this.#fault(
          `File contains no section headers.\nfile: ${stringRepr(this.#options.source)}, line: ${number}\n${stringRepr(raw)}`,
          number,
        );
      const [, name = '', delimiter, value = ''] = option.exec(line) ?? [];
      const isWhole = delimiter !== undefined || this.#options.allowNoValue === true;
      if (!isWhole || name === '') wrong.push({ line: number, text: raw });
      if (!isWhole) continue;
      key = this.keyOf(name);
      const place = `${sectionName}\0${key}`;
      if (added.has(place))
        throw this.#fault(
          `While reading from ${this.#at(number)}: option ${stringRepr(key)} in section ${stringRepr(sectionName)} already exists`,
          number,
          true,
        );
      added.add(place);
      section.set(key, delimiter === undefined ? null : value);
    }
    const [first] = wrong;
    if (first) {
      const shown = wrong.map(
        ({ line, text }) => `\n\t[line ${String(line).padStart(2)}]: ${stringRepr(text)}`,
      );
      throw this.#fault(
        `Source contains parsing errors: ${stringRepr(this.#options.source)}${shown.join('')}`,
        first.line,
      );
    }
    for (const one of [this.#defaults, ...this.#sections.values()])
      for (const [name, value] of one) one.set(name, value?.trimEnd() ?? null);
  }

  #open(name: string, line: number, added: Set<string>): Map<string, string | null> {
    if (name === 'DEFAULT') return this.#defaults;
    if (added.has(name))
      throw this.#fault(
        `While reading from ${this.#at(line)}: section ${stringRepr(name)} already exists`,
        line,
      );
    added.add(name);
    const section = this.#sections.get(name) ?? new Map<string, string | null>();
    this.#sections.set(name, section);
    return section;
  }

  #at(line: number): string {
    return `${stringRepr(this.#options.source)} [line ${String(line).padStart(2)}]`;
  }

  #fault(message: string, line: number, isDuplicateOption = false): ConfigParserFault {
    return new ConfigParserFault(message, line, isDuplicateOption);
  }

  #withoutComment(raw: string): string {
    const text = raw.trim();
    if (text.startsWith('#') || text.startsWith(';')) return '';
    const { inlineComment } = this.#options;
    if (inlineComment === undefined) return text;
    for (let at = raw.indexOf(inlineComment); at !== -1; at = raw.indexOf(inlineComment, at + 1))
      if (/\s/.test(raw.charAt(at - 1))) return raw.slice(0, at).trim();
    return text;
  }
}
