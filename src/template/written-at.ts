import type { Origin } from '../errors/origin.ts';
import { Dict } from '../python/dict.ts';
import { TemplateString } from '../python/template-string.ts';
import type { Value } from '../python/value.ts';
import { valueOriginOf } from '../yaml/origins.ts';
import type { TemplateEngine } from './engine.ts';
import { pathOf } from './read-path.ts';
import type { VariableSource } from './variable-source.ts';

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
    const { value, origin } = follow(variables, path);
    if (!(value instanceof TemplateString)) return typeof value === 'string' ? origin : undefined;
    source = value.source;
  }
  return undefined;
}

/** Where a user wrote the value of an expression that does nothing but read it; undefined where it is computed. */
export function valueWrittenAt(
  engine: TemplateEngine,
  variables: VariableSource,
  expression: string,
): Origin | undefined {
  let path = pathOf(engine.parseExpression(expression));
  for (let step = 0; path && step < stepLimit; step++) {
    const { value, origin } = follow(variables, path);
    if (!(value instanceof TemplateString)) return origin;
    path = readPath(engine, value.source);
    if (!path) return value.origin;
  }
  return undefined;
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
  const [statement, second] = engine.parse(source);
  if (second || statement?.kind !== 'output' || statement.parts.length !== 1) return undefined;
  const [part] = statement.parts;
  return part && part.kind !== 'data' ? pathOf(part) : undefined;
}

function follow(
  variables: VariableSource,
  path: readonly Value[],
): { value: Value | undefined; origin: Origin | undefined } {
  const [name, ...keys] = path;
  if (typeof name !== 'string') return { value: undefined, origin: undefined };
  let value = variables.get(name);
  let origin = variables.originOf?.(name);
  for (const key of keys) {
    if (!(value instanceof Dict) && !Array.isArray(value)) return { value: undefined, origin: undefined };
    origin = valueOriginOf(value, key);
    value = value instanceof Dict ? value.get(key) : typeof key === 'number' ? value[key] : undefined;
  }
  return { value, origin };
}
