import {
  ConfigParser,
  ConfigParserFault,
  type ConfigParserOptions,
  type ConfigSection,
} from '../../python/config-parser.ts';
import { PythonError, valueError } from '../../python/python-error.ts';
import { stringRepr } from '../../python/repr.ts';

/** Ini text as the `ini` lookup reads it: with `%(name)s` filled in where that is wanted. */
export class IniFile {
  readonly #parser: ConfigParser;
  readonly #interpolates: boolean;

  constructor(options: Omit<ConfigParserOptions, 'source'> & { readonly interpolation: boolean }) {
    this.#parser = new ConfigParser({ ...options, source: '<???>' });
    this.#interpolates = options.interpolation;
  }

  /** Throws ValueError for text that ConfigParser refuses; `duplicate` makes the one for an option given twice from ConfigParser's. */
  read(text: string, duplicate: (cause: string) => Error): void {
    try {
      this.#parser.read(text);
    } catch (error) {
      if (!(error instanceof ConfigParserFault)) throw error;
      throw error.isDuplicateOption ? duplicate(error.message) : valueError(error.message);
    }
  }

  /** All options of a section, the defaults among them; undefined where there is no such section. */
  items(name: string): ConfigSection | undefined {
    const { defaults, sections } = this.#parser;
    const section = name === 'DEFAULT' ? defaults : sections.get(name);
    if (!section) return undefined;
    const raw = new Map([...defaults, ...section]);
    if (!this.#interpolates) return raw;
    return new Map(
      [...raw].map(([key, value]) => [key, value === null ? null : this.#interpolate(value, raw, 0)]),
    );
  }

  /** An option's value: null for one without, undefined where there is none. */
  get(items: ConfigSection, key: string): string | null | undefined {
    return items.get(this.#parser.keyOf(key));
  }

  #interpolate(value: string, raw: ConfigSection, depth: number): string {
    if (depth > 10) throw new PythonError('ValueError', 'Recursion limit exceeded in value substitution');
    return value.replace(/%(?:(%)|\(([^)]+)\)s|.?)/g, (whole, percent?: string, name?: string) => {
      if (percent !== undefined) return '%';
      if (name === undefined) {
        throw valueError(
          `'%' must be followed by '%' or '(', found: ${stringRepr(value.slice(value.indexOf(whole)))}`,
        );
      }
      const found = this.get(raw, name);
      if (found === undefined || found === null) {
        throw valueError(
          `Bad value substitution: option contains an interpolation key ${stringRepr(name)} which is not a valid option name.`,
        );
      }
      return this.#interpolate(found, raw, depth + 1);
    });
  }
}
