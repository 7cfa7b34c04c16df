import { PythonError, valueError } from '../../python/python-error.ts';
import { stringRepr } from '../../python/repr.ts';

export interface IniParserOptions {
  readonly caseSensitive: boolean;
  readonly allowNoValue: boolean;
  readonly interpolation: boolean;
}

type Section = Map<string, string | null>;

/** Python's ConfigParser as the `ini` lookup uses it: strict, `%(name)s` filled in. */
export class IniParser {
  readonly #options: IniParserOptions;
  readonly #defaults: Section = new Map();
  readonly #sections = new Map<string, Section>();

  constructor(options: IniParserOptions) {
    this.#options = options;
  }

  /** Throws PythonError ValueError for text that ConfigParser refuses; `duplicate` makes the one for a key given twice. */
  read(text: string, duplicate: () => Error): void {
    const seen = new Set<string>();
    let section: Section | undefined;
    let sectionName = '';
    let key: string | undefined;
    let keyIndent = 0;
    for (const [index, raw] of text.split(/\r\n|\n|\r/).entries()) {
      const line = /^\s*[#;]/.test(raw) ? '' : raw.trim();
      const indent = raw.length - raw.trimStart().length;
      if (line === '') {
        if (raw.trim() === '' && key !== undefined && section) this.#extend(section, key, '');
        continue;
      }
      if (section && key !== undefined && indent > keyIndent) {
        this.#extend(section, key, line);
        continue;
      }
      keyIndent = indent;
      const header = /^\[(.+)\]/.exec(line)?.[1];
      if (header !== undefined) {
        key = undefined;
        sectionName = header;
        section = header === 'DEFAULT' ? this.#defaults : (this.#sections.get(header) ?? new Map());
        if (header !== 'DEFAULT') this.#sections.set(header, section);
        continue;
      }
      if (!section) {
        throw valueError(
          `File contains no section headers.\nfile: '<???>', line: ${index + 1}\n${stringRepr(`${raw}\n`)}`,
        );
      }
      const option = /^(.*?)\s*(?:([=:])\s*(.*))?$/.exec(line) as RegExpExecArray;
      if (option[2] === undefined && !this.#options.allowNoValue) {
        throw valueError(
          `Source contains parsing errors: '<???>'\n\t[line ${String(index + 1).padStart(2)}]: ${stringRepr(`${raw}\n`)}`,
        );
      }
      key = this.#keyOf(option[1] as string);
      const place = `${sectionName}\0${key}`;
      if (seen.has(place)) throw duplicate();
      seen.add(place);
      section.set(key, option[2] === undefined ? null : (option[3] as string));
    }
    for (const one of [this.#defaults, ...this.#sections.values()]) {
      for (const [name, value] of one) one.set(name, value?.trimEnd() ?? null);
    }
  }

  /** All options of a section, the defaults among them; undefined where there is no such section. */
  items(name: string): ReadonlyMap<string, string | null> | undefined {
    const section = name === 'DEFAULT' ? this.#defaults : this.#sections.get(name);
    if (!section) return undefined;
    const raw = new Map([...this.#defaults, ...section]);
    if (!this.#options.interpolation) return raw;
    return new Map(
      [...raw].map(([key, value]) => [key, value === null ? null : this.#interpolate(value, raw, 0)]),
    );
  }

  #keyOf(text: string): string {
    return this.#options.caseSensitive ? text : text.toLowerCase();
  }

  /** An option's value: null for one without, undefined where there is none. */
  get(items: ReadonlyMap<string, string | null>, key: string): string | null | undefined {
    return items.get(this.#keyOf(key));
  }

  #extend(section: Section, key: string, line: string): void {
    const value = section.get(key);
    if (value !== null && value !== undefined) section.set(key, `${value}\n${line}`);
  }

  #interpolate(value: string, raw: ReadonlyMap<string, string | null>, depth: number): string {
    if (depth > 10) throw new PythonError('ValueError', 'Recursion limit exceeded in value substitution');
    return value.replace(/%(?:(%)|\(([^)]+)\)s|.?)/g, (whole, percent?: string, name?: string) => {
      if (percent !== undefined) return '%';
      if (name === undefined) {
        throw valueError(
          `'%' must be followed by '%' or '(', found: ${stringRepr(value.slice(value.indexOf(whole)))}`,
        );
      }
      const found = raw.get(this.#keyOf(name));
      if (found === undefined || found === null) {
        throw valueError(
          `Bad value substitution: option contains an interpolation key ${stringRepr(name)} which is not a valid option name.`,
        );
      }
      return this.#interpolate(found, raw, depth + 1);
    });
  }
}
