import { falseWords, trueWords } from '../../parsing/boolean-words.ts';
import { Dict } from '../../python/dict.ts';
import { equals } from '../../python/equality.ts';
import { str } from '../../python/repr.ts';
import { isTruthy } from '../../python/truth.ts';
import { typeName } from '../../python/type-name.ts';
import type { Value } from '../../python/value.ts';
import { checkDict, type TypeCheck, typeChecks, TypeMismatch } from './check-type.ts';
import { mutuallyExclusive, requirementRules } from './required-arguments.ts';

/** Arguments checked against a spec: converted, with defaults and aliases filled in, and everything that is wrong. */
export interface Validation {
  readonly parameters: Dict;
  readonly errors: readonly ValidationError[];
}

interface ValidationError {
  readonly message: string;
  /** The arguments that the spec doesn't know are reported after everything else. */
  readonly isUnsupported: boolean;
}

/**
 * Checks arguments as `ArgumentSpecValidator` does (module_utils/common/arg_spec.py, ansible 2.19), in its order and words.
 * @param spec options by name, each a dict with `type`, `required`, `choices`...
 * @param rules the spec's `mutually_exclusive`, `required_together` and so on
 */
export function validateArguments(spec: Dict, given: Dict, rules: Dict = new Dict()): Validation {
  const validator = new Validator();
  const parameters = copied(given);
  validator.check(spec, parameters, rules, []);
  const errors = validator.errors.map((message) => ({ message, isUnsupported: false }));
  const unsupported = validator.unsupportedMessage();
  return {
    parameters,
    errors: unsupported === undefined ? errors : [...errors, { message: unsupported, isUnsupported: true }],
  };
}

interface Unsupported {
  readonly path: string;
  readonly supported: string;
}

class Validator {
  readonly errors: string[] = [];
  readonly #unsupported: Unsupported[] = [];

  /** One level of options; converts `parameters` in place. */
  check(spec: Dict, parameters: Dict, rules: Dict, context: readonly string[]): void {
    const found = context.length === 0 ? '' : ` found in ${context.join(' -> ')}`;
    const complain = (problem: string | undefined): void => {
      if (problem !== undefined) this.errors.push(problem + found);
    };
    const aliases = this.#applyAliases(spec, parameters);
    this.#checkNested(spec, parameters);
    this.#findUnsupported(spec, parameters, aliases, context);
    complain(mutuallyExclusive(rules.get('mutually_exclusive') ?? [], parameters));
    setDefaults(spec, parameters, false);
    const missing = names(spec).filter(
      (name) => isTruthy(optionOf(spec, name).get('required') ?? false) && !parameters.has(name),
    );
    if (missing.length > 0) complain(`missing required arguments: ${missing.toSorted().join(', ')}`);
    for (const name of names(spec)) this.#checkType(name, optionOf(spec, name), parameters, context);
    for (const name of names(spec))
      complain(choiceProblem(name, optionOf(spec, name).get('choices') ?? null, parameters));
    for (const [name, rule] of requirementRules) {
      const terms = rules.get(name) ?? null;
      if (terms !== null) complain(rule(terms, parameters));
    }
    setDefaults(spec, parameters, true);
    for (const name of names(spec)) this.#checkBelow(name, optionOf(spec, name), parameters, context);
  }

  unsupportedMessage(): string | undefined {
    const last = this.#unsupported.at(-1);
    if (!last) return undefined;
    const paths = this.#unsupported.map(({ path }) => path).toSorted();
    return `${paths.join(', ')}. Supported parameters include: ${last.supported}.`;
  }

  #applyAliases(spec: Dict, parameters: Dict): string[] {
    const all: string[] = [];
    for (const name of names(spec)) {
      const option = optionOf(spec, name);
      if ((option.get('default') ?? null) !== null && isTruthy(option.get('required') ?? false)) {
        this.errors.push(`internal error: required and default are mutually exclusive for ${name}`);
        return all;
      }
      const aliases = option.get('aliases') ?? null;
      if (aliases === null) continue;
      if (!Array.isArray(aliases)) {
        this.errors.push('internal error: aliases must be a list or tuple');
        return all;
      }
      for (const alias of aliases.map(str)) {
        all.push(alias);
        const value = parameters.get(alias);
        if (value !== undefined) parameters.set(name, value);
      }
    }
    return all;
  }

  /** Whether all suboptions can be looked at; the first that cannot is reported. */
  #checkNested(spec: Dict, parameters: Dict): void {
    try {
      checkSuboptions(spec, parameters);
    } catch (error) {
      if (!(error instanceof TypeMismatch)) throw error;
      this.errors.push(error.message);
    }
  }

  #findUnsupported(
    spec: Dict,
    parameters: Dict,
    aliases: readonly string[],
    context: readonly string[],
  ): void {
    const known = new Set([...names(spec), ...aliases]);
    const supported =
      names(spec).toSorted().join(', ') + (aliases.length > 0 ? ` (${aliases.toSorted().join(', ')})` : '');
    for (const key of parameters.keys()) {
      if (!known.has(str(key))) this.#unsupported.push({ path: [...context, str(key)].join('.'), supported });
    }
  }

  #checkType(name: string, option: Dict, parameters: Dict, context: readonly string[]): void {
    const value = parameters.get(name);
    if (value === undefined) return;
    if (
      value === null &&
      !isTruthy(option.get('required') ?? false) &&
      (option.get('default') ?? null) === null
    )
      return;
    const wanted = str(option.get('type') ?? 'str');
    try {
      const converted = checkOf(wanted)(value);
      parameters.set(name, converted);
      const elements = option.get('elements') ?? null;
      if (elements !== null && Array.isArray(converted)) {
        parameters.set(name, this.#checkElements(name, str(elements), converted, context));
      }
    } catch (error) {
      if (!(error instanceof TypeMismatch)) throw error;
      const found = context.length === 0 ? '' : ` found in '${context.join(' -> ')}'.`;
      this.errors.push(
        `argument '${name}' is of type ${typeName(value)}${found} and we were unable to convert to ${wanted}: ${error.message}`,
      );
    }
  }

  #checkElements(
    name: string,
    wanted: string,
    elements: readonly Value[],
    context: readonly string[],
  ): Value[] {
    const found = context.length === 0 ? '' : ` found in '${context.join(' -> ')}'`;
    const checked: Value[] = [];
    for (const element of elements) {
      try {
        checked.push(checkOf(wanted)(element));
      } catch (error) {
        if (!(error instanceof TypeMismatch)) throw error;
        this.errors.push(
          `Elements value for option '${name}'${found} is of type ${typeName(element)} and we were unable to convert to ${wanted}: ${error.message}`,
        );
      }
    }
    return checked;
  }

  /** The options of a dict, or of every dict of a list. */
  #checkBelow(name: string, option: Dict, parameters: Dict, context: readonly string[]): void {
    if (!hasSuboptions(option)) return;
    const spec = option.get('options');
    if (!(spec instanceof Dict)) return;
    let value = parameters.get(name) ?? null;
    if (value === null) {
      if (!isTruthy(option.get('apply_defaults') ?? false)) return;
      value = new Dict();
      parameters.set(name, value);
    }
    for (const element of Array.isArray(value) ? value : [value]) {
      if (element instanceof Dict) this.check(spec, element, option, [...context, name]);
      else this.errors.push(`value of '${name}' must be of type dict or list of dicts`);
    }
  }
}

function checkSuboptions(spec: Dict, parameters: Dict): void {
  for (const name of names(spec)) {
    const option = optionOf(spec, name);
    const below = option.get('options');
    const value = parameters.get(name) ?? null;
    const wanted = str(option.get('type') ?? 'str');
    if (!(below instanceof Dict) || value === null || !hasSuboptions(option)) continue;
    for (const element of Array.isArray(value) ? value : [value]) {
      const members = typeof element === 'string' ? checkDict(element) : element;
      if (!(members instanceof Dict)) {
        const problem = `must be a ${wanted}, not '${typeName(element)}'`;
        throw new TypeMismatch(`Value '${str(element)}' in the sub parameter field '${name}' ${problem}`);
      }
      checkSuboptions(below, members);
    }
  }
}

function hasSuboptions(option: Dict): boolean {
  const wanted = option.get('type');
  return wanted === 'dict' || (wanted === 'list' && option.get('elements') === 'dict');
}

/** Suboptions are converted in place, so they must not be the caller's. */
function copied(value: Dict): Dict {
  return new Dict([...value].map(([name, member]) => [name, copiedValue(member)]));
}

function copiedValue(value: Value): Value {
  if (value instanceof Dict) return copied(value);
  return Array.isArray(value) ? value.map(copiedValue) : value;
}

function checkOf(wanted: string): TypeCheck {
  const check = typeChecks.get(wanted);
  if (!check) throw new TypeMismatch(`${wanted} is not a type`);
  return check;
}

function names(spec: Dict): string[] {
  return [...spec.keys()].map(str);
}

function optionOf(spec: Dict, name: string): Dict {
  const option = spec.get(name);
  return option instanceof Dict ? option : new Dict();
}

/** Defaults that say something first; what is left gets None once it is known that nothing required is missing. */
function setDefaults(spec: Dict, parameters: Dict, all: boolean): void {
  for (const name of names(spec)) {
    const preset = optionOf(spec, name).get('default') ?? null;
    if (!parameters.has(name) && (preset !== null || all)) parameters.set(name, preset);
  }
}

function choiceProblem(name: string, choices: Value, parameters: Dict): string | undefined {
  const value = parameters.get(name);
  if (!Array.isArray(choices) || value === undefined) return undefined;
  const isChoice = (one: Value): boolean => choices.some((choice) => equals(choice, one));
  if (Array.isArray(value)) {
    const others = value.filter((one) => !isChoice(one));
    if (others.length === 0) return undefined;
    return `value of ${name} must be one or more of: ${choices.map(str).join(', ')}. Got no match for: ${others.map(str).join(', ')}`;
  }
  if (isChoice(value)) return undefined;
  const meant = boolean(value, choices);
  if (meant !== undefined) {
    parameters.set(name, meant);
    return undefined;
  }
  return `value of ${name} must be one of: ${choices.map(str).join(', ')}, got: ${str(value)}`;
}

/** YAML makes `yes` True: where only one of the choices can have been meant, that one is taken. */
function boolean(value: Value, choices: readonly Value[]): Value | undefined {
  const words = value === 'True' ? trueWords : value === 'False' ? falseWords : undefined;
  const meant = choices.filter((choice) => words?.has(str(choice)));
  return meant.length === 1 ? meant[0] : undefined;
}
