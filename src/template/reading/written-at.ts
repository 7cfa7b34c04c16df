import type { Origin } from '../../errors/origin.ts';
import { Dict } from '../../python/dict.ts';
import { TemplateString } from '../../python/template-string.ts';
import { isTruthy } from '../../python/truth.ts';
import type { Value } from '../../python/value.ts';
import { isUnsafe, valueOriginOf } from '../../yaml/origins.ts';
import type { TemplateEngine } from '../engine.ts';
import type { Expression } from '../syntax/nodes.ts';
import { pathOf } from './read-path.ts';
import { Undefined } from '../undefined.ts';
import type { VariableSource } from '../variable-source.ts';

/** How many variables may lead to each other. */
const stepLimit = 20;

/**
 * Where a user wrote the text that this template gives, when it does nothing but read a variable or a member of one
 * (`{{ name }}`, `{{ name.member }}`). Undefined for data and for whatever is computed: ansible-core evaluates the
 * result of a template as a condition only if a user wrote it.
 */
export function writtenAt(
  engine: TemplateEngine,
  variables: VariableSource,
  template: string,
): Origin | undefined {
  let source = template;
  for (let step = 0; step < stepLimit; step++) {
    const path = readPath(engine, source);
    if (!path) return undefined;
    const { value, origin, unsafe } = follow(variables, path);
    if (!(value instanceof TemplateString)) return typeof value === 'string' && !unsafe ? origin : undefined;
    source = value.source;
  }
  return undefined;
}

/**
 * Where a user wrote the value of an expression that reads it, or chooses between values that it reads; undefined where
 * it is computed.
 * @param valueOf evaluates a part of the expression
 */
export function valueWrittenAt(
  engine: TemplateEngine,
  variables: VariableSource,
  expression: string,
  valueOf: (part: Expression) => Value,
): Origin | undefined {
  let path = pathOf(chosenPart(engine.parseExpression(expression), valueOf));
  for (let step = 0; path && step < stepLimit; step++) {
    const { value, origin } = follow(variables, path);
    if (!(value instanceof TemplateString)) return origin;
    const only = onlyExpression(engine, value.source);
    path = only && pathOf(chosenPart(only, valueOf));
    if (!path) return value.origin;
  }
  return undefined;
}

/** Filters that make text of their own. */
const textMakers = new Set(
  (
    'capitalize center escape e forceescape format indent join lower replace string title trim truncate upper urlencode ' +
    'wordwrap b64decode b64encode basename dirname expanduser realpath regex_escape regex_replace splitext win_basename ' +
    'win_dirname to_json to_nice_json to_yaml to_nice_yaml quote comment hash password_hash'
  ).split(' '),
);

/**
 * The text that a template gives, if it is surely a template's own work: put together, a constant, or what a filter made
 * of other text. Ansible-core takes no such text for an expression. Its origin is that of the variable whose template made
 * it, if there is one.
 */
export function computedText(
  engine: TemplateEngine,
  variables: VariableSource,
  template: string,
  valueOf: (part: Expression) => Value,
): { readonly origin: Origin | undefined } | undefined {
  let source = template;
  let origin: Origin | undefined;
  for (let step = 0; step < stepLimit; step++) {
    const only = onlyExpression(engine, source);
    if (!only) return { origin };
    const part = chosenPart(only, valueOf);
    const path = pathOf(part);
    if (!path) return makesText(part, valueOf) ? { origin } : undefined;
    const { value } = follow(variables, path);
    if (!(value instanceof TemplateString)) return undefined;
    source = value.source;
    origin = value.origin;
  }
  return undefined;
}

function makesText(node: Expression, valueOf: (part: Expression) => Value): boolean {
  if (node.kind === 'filter') {
    if (node.name !== 'ternary') return textMakers.has(node.name);
    const [positive, negative] = node.args.positional;
    const chosen = node.target && isTruthy(valueOf(node.target)) ? positive : negative;
    return chosen !== undefined && makesText(chosenPart(chosen, valueOf), valueOf);
  }
  return node.kind === 'const' || node.kind === 'concat' || node.kind === 'binary';
}

/** The part of an expression that is its value: an operand of `and` and `or`, a branch of `if`, what `default` lets through. */
export function chosenPart(node: Expression, valueOf: (part: Expression) => Value): Expression {
  const next = choice(node, (part) => isTruthy(valueOf(part)), valueOf);
  return next ? chosenPart(next, valueOf) : node;
}

function choice(
  node: Expression,
  holds: (part: Expression) => boolean,
  valueOf: (part: Expression) => Value,
): Expression | undefined {
  if (node.kind === 'logic') return holds(node.left) === (node.operator === 'and') ? node.right : node.left;
  if (node.kind === 'conditional') return holds(node.test) ? node.value : node.otherwise;
  if (node.kind !== 'filter' || !/^(?:d|default)$/.test(node.name) || !node.target) return undefined;
  const [otherwise, forFalse] = node.args.positional;
  const value = valueOf(node.target);
  if (value instanceof Undefined) return otherwise;
  return forFalse && holds(forFalse) && !isTruthy(value) ? otherwise : node.target;
}

/** The value as it was written that a path of names and keys comes to, through templates that do nothing but read. */
export function valueAtPath(
  engine: TemplateEngine,
  variables: VariableSource,
  start: readonly Value[],
): Value | undefined {
  let path: readonly Value[] | undefined = start;
  for (let step = 0; path && step < stepLimit; step++) {
    const { value } = follow(variables, path);
    if (!(value instanceof TemplateString)) return value;
    path = value.source.endsWith('\n') ? undefined : readPath(engine, value.source);
  }
  return undefined;
}

/** The name and keys that a template reads, if that is all it does. */
function readPath(engine: TemplateEngine, source: string): Value[] | undefined {
  const only = onlyExpression(engine, source);
  return only && pathOf(only);
}

/** The expression of a template that is `{{ expression }}` and nothing else. */
export function onlyExpression(engine: TemplateEngine, source: string): Expression | undefined {
  const [statement, second] = engine.parse(source);
  if (second || statement?.kind !== 'output' || statement.parts.length !== 1) return undefined;
  const [part] = statement.parts;
  return part && part.kind !== 'data' ? part : undefined;
}

function follow(
  variables: VariableSource,
  path: readonly Value[],
): { value: Value | undefined; origin: Origin | undefined; unsafe: boolean } {
  const [name, ...keys] = path;
  const nothing = { value: undefined, origin: undefined, unsafe: false };
  if (typeof name !== 'string') return nothing;
  let value = variables.get(name);
  let origin = variables.originOf?.(name);
  let unsafe = variables.isUnsafe?.(name) ?? false;
  for (const key of keys) {
    if (!(value instanceof Dict) && !Array.isArray(value)) return nothing;
    origin = valueOriginOf(value, key);
    unsafe = isUnsafe(value, key);
    value = value instanceof Dict ? value.get(key) : typeof key === 'number' ? value[key] : undefined;
  }
  return { value, origin, unsafe };
}
