import { Dict } from '../../python/dict.ts';
import { equals } from '../../python/equality.ts';
import { str } from '../../python/repr.ts';
import { isTruthy } from '../../python/truth.ts';
import type { Value } from '../../python/value.ts';

/** The rules between arguments, by the names that specs give them; each says what is wrong, if anything. */
export type Rule = (terms: Value, parameters: Dict) => string | undefined;

export function mutuallyExclusive(terms: Value, parameters: Dict): string | undefined {
  const broken = listOf(terms).filter((group) => count(group, parameters) > 1);
  if (broken.length === 0) return undefined;
  return `parameters are mutually exclusive: ${broken.map((group) => listOf(group).map(str).join('|')).join(', ')}`;
}

/** Those that look at what is required, in the order in which they are applied. */
export const requirementRules: readonly (readonly [string, Rule])[] = [
  ['required_together', requiredTogether],
  ['required_one_of', requiredOneOf],
  ['required_if', requiredIf],
  ['required_by', requiredBy],
];

function requiredTogether(terms: Value, parameters: Dict): string | undefined {
  const broken = listOf(terms).find((group) => {
    const counts = listOf(group).map((name) => count(name, parameters));
    return counts.some((one) => one > 0) && counts.includes(0);
  });
  return broken === undefined
    ? undefined
    : `parameters are required together: ${listOf(broken).map(str).join(', ')}`;
}

function requiredOneOf(terms: Value, parameters: Dict): string | undefined {
  const broken = listOf(terms).find((group) => count(group, parameters) === 0);
  return broken === undefined
    ? undefined
    : `one of the following is required: ${listOf(broken).map(str).join(', ')}`;
}

function requiredIf(terms: Value, parameters: Dict): string | undefined {
  for (const requirement of listOf(terms)) {
    const [key = null, wanted = null, names = [], anyWillDo = false] = listOf(requirement);
    const given = parameters.get(key);
    if (given === undefined || !equals(given, wanted)) continue;
    const listed = listOf(names);
    const missing = listed.filter((name) => count(name, parameters) === 0);
    const tolerated = isTruthy(anyWillDo) ? listed.length : 0;
    if (missing.length === 0 || missing.length < tolerated) continue;
    const which = isTruthy(anyWillDo) ? 'any' : 'all';
    return `${str(key)} is ${str(wanted)} but ${which} of the following are missing: ${missing.map(str).join(', ')}`;
  }
  return undefined;
}

function requiredBy(terms: Value, parameters: Dict): string | undefined {
  if (!(terms instanceof Dict)) return undefined;
  for (const [key, names] of terms) {
    if ((parameters.get(key) ?? null) === null) continue;
    const missing = listOf(names).filter((name) => (parameters.get(name) ?? null) === null);
    if (missing.length > 0)
      return `missing parameter(s) required by '${str(key)}': ${missing.map(str).join(', ')}`;
  }
  return undefined;
}

function listOf(value: Value): Value[] {
  return Array.isArray(value) ? value : [value];
}

function count(names: Value, parameters: Dict): number {
  return new Set(
    listOf(names)
      .map(str)
      .filter((name) => parameters.has(name)),
  ).size;
}
