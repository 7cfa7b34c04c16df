import type { Keywords } from '../../python/callable.ts';
import { Dict } from '../../python/dict.ts';
import { toList } from '../../python/operators/iterate.ts';
import { PythonError, typeError } from '../../python/python-error.ts';
import { str } from '../../python/repr.ts';
import { typeName } from '../../python/type-name.ts';
import type { Value } from '../../python/value.ts';
import type { Arguments, Expression } from '../syntax/nodes.ts';
import type { Evaluate, Frame } from '../runtime/running-template.ts';

/** The arguments of a call, ready to be computed. */
export interface CompiledArguments {
  /** Exactly these, and no keywords: the usual case. */
  readonly simple: boolean;
  readonly positional: (frame: Frame) => Value[];
  readonly keywords: ((frame: Frame) => Keywords) | undefined;
}

export function compileArguments(
  { positional, keywords, spread, keywordSpread }: Arguments,
  compile: (part: Expression) => Evaluate,
): CompiledArguments {
  refuseRepeated(
    keywords.map(({ name }) => name),
    (name) => `keyword argument repeated: ${name}`,
  );
  const simple = keywords.length === 0 && !spread && !keywordSpread;
  return {
    simple,
    positional: positionalReader(positional.map(compile), spread && compile(spread)),
    keywords:
      keywords.length === 0 && !keywordSpread
        ? undefined
        : keywordReader(
            keywords.map(({ name, value }) => [name, compile(value)] as const),
            keywordSpread && compile(keywordSpread),
          ),
  };
}

/** Python does not compile a call or a function with one name twice: the template fails as a whole, whatever of it runs. */
export function refuseRepeated(names: readonly string[], message: (name: string) => string): void {
  const repeated = names.find((name, index) => names.indexOf(name) < index);
  if (repeated !== undefined) throw new PythonError('SyntaxError', message(repeated));
}

function positionalReader(
  parts: readonly Evaluate[],
  spread: Evaluate | undefined,
): (frame: Frame) => Value[] {
  const [first, second] = parts;
  if (!spread && !first) return () => [];
  if (!spread && first && parts.length === 1) return (frame) => [first(frame)];
  if (!spread && first && second && parts.length === 2) return (frame) => [first(frame), second(frame)];
  return (frame) => {
    const values = parts.map((part) => part(frame));
    return spread ? [...values, ...toList(spread(frame))] : values;
  };
}

function keywordReader(
  parts: readonly (readonly [string, Evaluate])[],
  spread: Evaluate | undefined,
): (frame: Frame) => Keywords {
  return (frame) => {
    const keywords = new Map<string, Value>();
    for (const [name, value] of parts) keywords.set(name, value(frame));
    if (spread) addSpread(keywords, spread(frame));
    return keywords;
  };
}

function addSpread(keywords: Map<string, Value>, members: Value): void {
  if (!(members instanceof Dict))
    throw typeError(`argument after ** must be a mapping, not ${typeName(members)}`);
  for (const [key, value] of members) {
    if (typeof key !== 'string') throw typeError('keywords must be strings');
    if (keywords.has(key)) throw typeError(`got multiple values for keyword argument '${str(key)}'`);
    keywords.set(key, value);
  }
}
