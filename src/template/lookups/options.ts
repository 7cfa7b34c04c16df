import type { Dict } from '../../python/dict.ts';
import { integerOf } from '../../python/operators/number.ts';
import { parseIntText } from '../../python/parse-number.ts';
import { PythonError } from '../../python/python-error.ts';
import { repr } from '../../python/repr.ts';
import type { Value } from '../../python/value.ts';
import { pluginFailure } from '../plugin-failure.ts';
import { sequenceOf, stringOf, textOf } from '../text-argument.ts';
import { convertedBoolean } from '../tests/types.ts';

/** The keyword arguments of a lookup, converted as the options of Ansible's plug-ins are. Unknown ones are ignored. */
export class LookupOptions {
  readonly #given: Dict;
  constructor(given: Dict) {
    this.#given = given;
  }
  has(name: string): boolean {
    return this.#given.has(name);
  }
  value(name: string, fallback: Value = null): Value {
    return this.#given.get(name) ?? fallback;
  }
  /** A str option; None stays None. */
  text(name: string, fallback: string): string {
    const value = this.value(name);
    return value === null ? fallback : textOf(value);
  }
  /** One of the texts that the plug-in allows, the first where none is given. */
  choice(name: string, allowed: readonly [string, ...string[]], plugin: string): string {
    const value = this.value(name);
    if (value === null) return allowed[0];
    const text = textOf(value);
    if (allowed.includes(text)) return text;
    throw pluginFailure(`Invalid value ${repr(value)} for config '${name}' for '${plugin}' lookup plugin.`);
  }
  /** As Ansible's `boolean(value, strict=False)`: what is no boolean is false. */
  boolean(name: string, fallback: boolean): boolean {
    const value = this.value(name);
    return value === null ? fallback : (convertedBoolean(value) ?? false);
  }
  /** `plugin` and the type's name (`int` or `integer`, as it is declared) stand in the error. */
  integer(name: string, fallback: number, plugin: string, type = 'int'): number {
    const value = this.value(name);
    if (value === null) return fallback;
    const number = integerFrom(value);
    if (number === undefined) {
      const cause = pluginFailure(`Invalid value provided for '${type}': ${repr(value)}`);
      throw pluginFailure(
        `Config '${name}' for '${plugin}' lookup plugin from 'Direct' has an invalid value.`,
        {
          cause,
        },
      );
    }
    return number;
  }
  /** A list option: a str is split at commas. */
  list(name: string): Value[] {
    const value = this.value(name);
    if (value === null) return [];
    const text = stringOf(value);
    if (text !== undefined) return text.split(',').map((part) => part.trim());
    return [...(sequenceOf(value) ?? [value])];
  }
}

function integerFrom(value: Value): number | undefined {
  const text = stringOf(value);
  if (text === undefined) return integerOf(value);
  try {
    return integerOf(parseIntText(text));
  } catch (error) {
    if (error instanceof PythonError) return undefined;
    throw error;
  }
}
