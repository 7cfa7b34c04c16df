import type { Keywords } from './callable.ts';
import { Dict } from './dict.ts';
import { ellipsis } from './literal.ts';
import { typeError } from './python-error.ts';
import { float, type Value } from './value.ts';

/** One parameter of a Python function. */
interface Parameter {
  readonly name: string;
  /** undefined: the parameter must be given. */
  readonly fallback: Value | undefined;
  readonly keywordOnly: boolean;
  /** It stands in front of a `/`: a keyword of its name goes to `**kwargs`. */
  positionalOnly: boolean;
}

/** The parameters of a filter, test, global, method or macro, as Python declares them. */
export interface Signature {
  readonly parameters: readonly Parameter[];
  /** How many of `parameters` can be given by position. */
  readonly positional: number;
  readonly varargs: string | undefined;
  readonly kwargs: string | undefined;
}

/**
 * A signature from its Python text: `signature("value, default='', boolean=False, *args, key=None, **kwargs")`.
 * Defaults are None, True, False, numbers, strings without escapes, `...`, `[]`, `()` or `{}`; each call gets fresh containers.
 */
export function signature(text: string): Signature {
  const parameters: Parameter[] = [];
  let positional = 0;
  let varargs: string | undefined;
  let kwargs: string | undefined;
  let keywordOnly = false;
  for (const part of splitParameters(text)) {
    if (part.startsWith('**')) kwargs = part.slice(2);
    else if (part === '*') keywordOnly = true;
    else if (part === '/') for (const parameter of parameters) parameter.positionalOnly = true;
    else if (part.startsWith('*')) {
      varargs = part.slice(1);
      keywordOnly = true;
    } else {
      const equals = part.indexOf('=');
      const name = (equals < 0 ? part : part.slice(0, equals)).trim();
      parameters.push({
        name,
        fallback: equals < 0 ? undefined : literal(part.slice(equals + 1).trim()),
        keywordOnly,
        positionalOnly: false,
      });
      if (!keywordOnly) positional++;
    }
  }
  return { parameters, positional, varargs, kwargs };
}

const parameterText = /\s*((?:'[^']*'|"[^"]*"|\([^)]*\)|\[[^\]]*\]|[^,'"([])+)(?:,|$)/gy;

function splitParameters(text: string): string[] {
  return [...text.matchAll(parameterText)]
    .map((match) => (match[1] as string).trim())
    .filter((part) => part !== '');
}

const constants: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['None', null],
  ['True', true],
  ['False', false],
]);

function literal(text: string): Value {
  const constant = constants.get(text);
  if (constant !== undefined) return constant;
  if (text === '[]' || text === '()') return [];
  if (text === '{}') return new Dict();
  if (text === '...') return ellipsis;
  const quoted = /^(['"])(.*)\1$/s.exec(text);
  if (quoted) return quoted[2] as string;
  if (/^-?\d+$/.test(text)) return Number(text);
  if (/^-?\d*\.\d+$/.test(text)) return float(Number(text));
  throw new Error(`not a default that signature() reads: ${text}`);
}

/** A default of its own for each call, so that no call sees what another put into it. */
function fresh(fallback: Value): Value {
  if (Array.isArray(fallback)) return [];
  return fallback instanceof Dict ? new Dict() : fallback;
}

/**
 * The arguments of a call in the order of the signature: parameters, then the list of varargs and the Dict of kwargs
 * where it has them. Throws PythonError TypeError in Python's words; `name` is the function's name in them.
 */
export function bindArguments(
  name: string,
  target: Signature,
  args: readonly Value[],
  keywords: Keywords | undefined,
): Value[] {
  const { parameters, positional, varargs, kwargs } = target;
  const bound: (Value | undefined)[] = args.slice(0, positional);
  if (args.length > positional && varargs === undefined) throw tooMany(name, target, args.length);
  for (let index = bound.length; index < parameters.length; index++) bound.push(undefined);
  const extra = keywords ? placeKeywords(name, target, bound, keywords) : undefined;
  fillDefaults(name, parameters, bound);
  if (varargs !== undefined) bound.push(args.slice(positional));
  if (kwargs !== undefined) bound.push(extra ?? new Dict());
  return bound as Value[];
}

function placeKeywords(
  name: string,
  { parameters, kwargs }: Signature,
  bound: (Value | undefined)[],
  keywords: Keywords,
): Dict | undefined {
  let extra: Dict | undefined;
  for (const [key, value] of keywords) {
    const index = parameters.findIndex(({ name: known, positionalOnly }) => known === key && !positionalOnly);
    if (index < 0) {
      if (kwargs === undefined) throw typeError(`${name}() got an unexpected keyword argument '${key}'`);
      extra ??= new Dict();
      extra.set(key, value);
    } else {
      if (bound[index] !== undefined) throw typeError(`${name}() got multiple values for argument '${key}'`);
      bound[index] = value;
    }
  }
  return extra;
}

function fillDefaults(name: string, parameters: readonly Parameter[], bound: (Value | undefined)[]): void {
  let missing: Parameter[] | undefined;
  for (let index = 0; index < parameters.length; index++) {
    if (bound[index] !== undefined) continue;
    const parameter = parameters[index] as Parameter;
    if (parameter.fallback === undefined) (missing ??= []).push(parameter);
    else bound[index] = fresh(parameter.fallback);
  }
  if (missing) throw missingArguments(name, missing);
}

function missingArguments(name: string, missing: readonly Parameter[]): Error {
  const positional = missing.filter((parameter) => !parameter.keywordOnly);
  const shown = positional.length > 0 ? positional : missing;
  const kind = positional.length > 0 ? 'positional' : 'keyword-only';
  const plural = shown.length === 1 ? '' : 's';
  const names = shown.map((parameter) => `'${parameter.name}'`);
  return typeError(
    `${name}() missing ${shown.length} required ${kind} argument${plural}: ${enumerate(names)}`,
  );
}

function enumerate(names: readonly string[]): string {
  if (names.length < 3) return names.join(' and ');
  return `${names.slice(0, -1).join(', ')}, and ${names.at(-1)}`;
}

function tooMany(name: string, { parameters, positional }: Signature, given: number): Error {
  const required = parameters.filter(
    (parameter) => !parameter.keywordOnly && parameter.fallback === undefined,
  ).length;
  const range = required === positional ? `${positional}` : `from ${required} to ${positional}`;
  const plural = positional === 1 ? '' : 's';
  const were = given === 1 ? 'was' : 'were';
  return typeError(`${name}() takes ${range} positional argument${plural} but ${given} ${were} given`);
}
