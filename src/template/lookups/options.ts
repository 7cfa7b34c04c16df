import { ownMember } from '../../python/own-member.ts';
import { Dict } from '../../python/dict.ts';
import { numeric } from '../../python/operators/number.ts';
import { equals } from '../../python/equality.ts';
import { valueError } from '../../python/python-error.ts';
import { repr } from '../../python/repr.ts';
import type { Value } from '../../python/value.ts';
import { pluginFailure } from '../plugin-failure.ts';
import type { CallContext } from '../registry.ts';
import { sequenceOf, stringOf, textOf } from '../text-argument.ts';
import type { OptionType } from '../../config/convert-value.ts';
import { convertOption, optionTypeName } from './option-types.ts';

/** An option as the documentation of a lookup declares it. */
export interface OptionDefinition {
  readonly name: string;
  /** Absent: the value is taken as it is. */
  readonly type?: OptionType;
  readonly fallback?: Value;
  readonly choices?: readonly string[];
  readonly alias?: string;
  /** Where the value may come from besides the call: a variable, the environment, a section and key of ansible.cfg. */
  readonly from?: { readonly variable: string; readonly environment: string; readonly ini: [string, string] };
}

interface FoundValue {
  readonly value: Value;
  readonly origin: string;
}

/**
 * The options of a lookup, all of them converted and checked before it does anything, as `set_options` of Ansible's
 * plug-ins does. Options that are not declared are ignored.
 */
export class LookupOptions {
  readonly #context: CallContext;
  readonly #plugin: string;
  readonly #definitions: readonly OptionDefinition[];
  readonly #values = new Map<string, Value>();

  /** @param plugin the name by which the template called it, which messages show */
  constructor(
    context: CallContext,
    plugin: string,
    definitions: readonly OptionDefinition[],
    given: Dict = new Dict(),
  ) {
    this.#context = context;
    this.#plugin = plugin;
    this.#definitions = definitions;
    for (const definition of definitions) {
      this.#values.set(definition.name, this.#resolve(definition, given));
    }
  }

  isDeclared(name: string): boolean {
    return this.#values.has(name);
  }

  /** Sets one option anew, as inline `name=value` does. */
  set(name: string, value: Value): void {
    const definition = this.#definitions.find((one) => one.name === name);
    if (definition) this.#values.set(name, this.#resolve(definition, Dict.of({ [name]: value })));
  }

  value(name: string): Value {
    return this.#values.get(name) ?? null;
  }

  /** A str option, or one without a type, as text; undefined for None. */
  text(name: string): string | undefined {
    const value = this.value(name);
    return value === null ? undefined : textOf(value);
  }

  /** As `text`, for an option without a type that is used as a str: what is none fails in Python's words. */
  requiredText(name: string, fault: (type: string) => Error): string {
    const value = this.value(name);
    const text = stringOf(value);
    if (text === undefined) throw fault(optionTypeName(value));
    return text;
  }

  boolean(name: string): boolean {
    return this.value(name) === true;
  }

  /** An int or float option; undefined for None. */
  number(name: string): number | undefined {
    const number = numeric(this.value(name));
    return number === undefined ? undefined : Number(number.value);
  }

  list(name: string): readonly Value[] {
    return sequenceOf(this.value(name)) ?? [];
  }

  #resolve(definition: OptionDefinition, given: Dict): Value {
    const { name, type, choices } = definition;
    const { value: raw, origin } = this.#find(definition, given);
    if (raw === null) return null;
    let value = type === undefined ? raw : convertOption(raw, type);
    if (value === undefined && origin.startsWith('env:') && raw === '') value = definition.fallback ?? null;
    if (value === undefined) {
      const cause = valueError(`Invalid value provided for '${type}': ${repr(raw)}`);
      throw pluginFailure(`Config ${this.#label(name)} from ${repr(origin)} has an invalid value.`, {
        cause,
      });
    }
    const known = value;
    if (choices && !choices.some((choice) => equals(choice, known))) {
      throw pluginFailure(`Invalid value ${repr(value)} for config ${this.#label(name)}.`, {
        hint: `Valid values are: ${choices.join(', ')}`,
      });
    }
    return value;
  }

  #find({ name, alias, from, fallback = null }: OptionDefinition, given: Dict): FoundValue {
    const direct = given.get(name) ?? (alias === undefined ? undefined : given.get(alias));
    if (direct !== undefined && direct !== null) return { value: direct, origin: 'Direct' };
    if (from) {
      const { variable, environment, ini } = from;
      const { lookups } = this.#context;
      const held = this.#context.variable(variable) ?? null;
      if (held !== null) return { value: held, origin: `var: ${variable}` };
      const told = ownMember(lookups.environment, environment);
      if (told !== undefined) return { value: told, origin: `env: ${environment}` };
      const set = lookups.fileSetting?.(...ini);
      if (set) return { value: set.value, origin: set.file };
    }
    return { value: fallback, origin: 'default' };
  }

  #label(option: string): string {
    const builtin = /^ansible\.builtin\.(.+)$/.exec(this.#plugin)?.[1];
    const plugin =
      builtin === undefined
        ? this.#plugin.replace(/^ansible\.legacy\./, '')
        : `ansible_collections.ansible.builtin.plugins.lookup.${builtin}`;
    return `'${option}' for '${plugin}' lookup plugin`;
  }
}
