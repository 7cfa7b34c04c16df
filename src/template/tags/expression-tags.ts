import type { Origin } from '../../errors/origin.ts';
import { DeprecatedValue } from '../../python/deprecated-value.ts';
import { Dict } from '../../python/dict.ts';
import { equals } from '../../python/equality.ts';
import { TemplateString } from '../../python/template-string.ts';
import type { Value } from '../../python/value.ts';
import { isUnsafe, originOf, valueOriginOf } from '../../yaml/origins.ts';
import type { TemplateEngine } from '../engine.ts';
import type { Expression } from '../syntax/nodes.ts';
import type { VariableSource } from '../variable-source.ts';
import { chosenPart, onlyExpression } from '../reading/written-at.ts';
import { bareSource, bareTags, type TagSource, type Tags } from './tag-source.ts';

/** What finding the tags of an expression needs. */
interface Reading {
  readonly engine: TemplateEngine;
  readonly variables: VariableSource;
  /** Evaluates a part of the expression. */
  readonly valueOf: (part: Expression) => Value;
}

/**
 * What is known of the value of an expression that reads variables and their members, chooses between them, or puts them
 * into a list or dict. Of what is computed nothing is known but what the value carries itself.
 */
export function expressionTags(reading: Reading, node: Expression): TagSource {
  const part = chosenPart(node, reading.valueOf);
  switch (part.kind) {
    case 'name':
      return variableTags(reading, part.name);
    case 'getattr':
      return expressionTags(reading, part.target).member(part.attribute);
    case 'getitem':
      return expressionTags(reading, part.target).member(reading.valueOf(part.key));
    case 'list':
    case 'tuple':
      return literalTags((key) => (typeof key === 'number' ? part.items[key] : undefined), reading);
    case 'dict':
      return literalTags(
        (key) => part.pairs.findLast((pair) => equals(reading.valueOf(pair.key), key))?.value,
        reading,
      );
    default:
      return bareSource;
  }
}

/** A list or dict that a template puts together: its members keep what is known of them. */
function literalTags(member: (key: Value) => Expression | undefined, reading: Reading): TagSource {
  return {
    tags: bareTags,
    member: (key) => {
      const node = member(key);
      return node ? expressionTags(reading, node) : bareSource;
    },
  };
}

function variableTags(reading: Reading, name: string): TagSource {
  const { variables } = reading;
  const raw = variables.get(name);
  if (raw === undefined || name === 'vars') return bareSource;
  const isUnsafeText = variables.isUnsafe?.(name) ?? false;
  const source = writtenTags(reading, raw, { origin: variables.originOf?.(name), isUnsafe: isUnsafeText });
  return name === 'play_hosts' ? deprecatedTags(source) : source;
}

interface Place {
  readonly origin: Origin | undefined;
  /** The user marked it as `!unsafe`. */
  readonly isUnsafe: boolean;
}

/** @param raw the value as a variable or a container has it: rendered or not */
function writtenTags(reading: Reading, raw: Value, place: Place): TagSource {
  if (raw instanceof DeprecatedValue) return deprecatedTags(writtenTags(reading, raw.value, place));
  if (raw instanceof TemplateString) return templateTags(reading, raw);
  return {
    tags: (value) => placedTags(raw, value, place),
    member: (key) => memberTags(reading, raw, key),
  };
}

function placedTags(raw: Value, value: Value, { origin, isUnsafe: marked }: Place): Tags {
  const own = bareTags(value);
  // Python's None, True and False are each one object, which nothing is tied to.
  if (raw === null || typeof raw === 'boolean') return own;
  const written = isContainer(raw) ? originOf(raw) : undefined;
  const known = own.origin ?? written ?? origin;
  return { ...own, origin: known, trusted: own.trusted || (typeof raw === 'string' && !!known && !marked) };
}

function memberTags(reading: Reading, container: Value, key: Value): TagSource {
  if (!isContainer(container)) return bareSource;
  const raw = container instanceof Dict ? container.get(key) : memberAt(container, key);
  if (raw === undefined) return bareSource;
  return writtenTags(reading, raw, {
    origin: valueOriginOf(container, key),
    isUnsafe: isUnsafe(container, key),
  });
}

function memberAt(list: readonly Value[], key: Value): Value | undefined {
  return typeof key === 'number' ? list.at(key) : undefined;
}

/** A template that reads hands on what is known of what it reads; all else that it gives was made where it was written. */
function templateTags(reading: Reading, { source, origin }: TemplateString): TagSource {
  const only = source.endsWith('\n') ? undefined : onlyExpression(reading.engine, source);
  const inner = only ? expressionTags(reading, only) : bareSource;
  return {
    tags: (value) => {
      const tags = inner.tags(value);
      return value === null || typeof value === 'boolean' ? tags : { ...tags, origin: tags.origin ?? origin };
    },
    member: (key) => inner.member(key),
  };
}

function deprecatedTags(source: TagSource): TagSource {
  return {
    tags: (value) => ({ ...source.tags(value), deprecated: true }),
    member: (key) => source.member(key),
  };
}

function isContainer(value: Value): value is Dict | Value[] {
  return Array.isArray(value) || value instanceof Dict;
}
