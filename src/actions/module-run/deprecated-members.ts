import type { DeprecatedMember, Remarks } from '../../events/remarks.ts';
import { DeprecatedValue, type ValueDeprecation } from '../../python/deprecated-value.ts';
import { Dict } from '../../python/dict.ts';
import type { ReadonlyDict } from '../../python/readonly-dict.ts';
import type { Value } from '../../python/value.ts';

/**
 * A result with the deprecated members marked as such: a copy, or the very same where nothing is deprecated. Its members are
 * plain otherwise, so that whatever shows or judges a result needs not know.
 * @param result perhaps changed since the module gave it
 */
export function markDeprecated(
  result: Dict,
  deprecated: readonly DeprecatedMember[] | undefined = [],
): Value {
  return marked(result, deprecated);
}

/** `ansible_facts` of a result in the same way. */
export function markedFacts({
  result,
  remarks,
}: {
  readonly result: ReadonlyDict;
  readonly remarks: Remarks;
}): Value | undefined {
  const facts = result.get('ansible_facts');
  if (facts === undefined) return undefined;
  const ofFacts = remarks.deprecatedMembers?.filter(({ path }) => path[0] === 'ansible_facts') ?? [];
  return marked(
    facts,
    ofFacts.map(({ path, deprecation }) => ({ path: path.slice(1), deprecation })),
  );
}

function marked(value: Value, deprecated: readonly DeprecatedMember[]): Value {
  // Outer ones last: the inner ones are found through what is still plain.
  return deprecated.reduceRight((now, { path, deprecation }) => replaced(now, path, deprecation), value);
}

function replaced(value: Value, path: readonly Value[], deprecation: ValueDeprecation): Value {
  const [key, ...rest] = path;
  if (key === undefined) return isTaggable(value) ? new DeprecatedValue(value, deprecation) : value;
  if (value instanceof Dict) {
    const member = value.get(key);
    return member === undefined ? value : value.copy().set(key, replaced(member, rest, deprecation));
  }
  if (!Array.isArray(value) || typeof key !== 'number' || key >= value.length) return value;
  return value.with(key, replaced(value[key] ?? null, rest, deprecation));
}

/** Nothing can be said of Python's None, True and False; and a result is copied, which lists do not survive as they were. */
function isTaggable(value: Value): boolean {
  return value !== null && typeof value !== 'boolean' && !Array.isArray(value);
}
