import type { DeprecatedMember, Remarks } from '../../events/remarks.ts';
import { DeprecatedValue, type ValueDeprecation } from '../../python/deprecated-value.ts';
import { Dict } from '../../python/dict.ts';
import type { ReadonlyDict } from '../../python/readonly-dict.ts';
import type { Value } from '../../python/value.ts';

/**
 * Marks the deprecated members of a result. Returns a copy, or the result itself where nothing is deprecated.
 * Elsewhere a result's members are plain, so that code which shows or judges it needs no care.
 * @param result perhaps changed since the module returned it
 */
export function markDeprecated(
  result: Dict,
  deprecated: readonly DeprecatedMember[] | undefined = [],
): Value {
  return marked(result, deprecated);
}

/** Marks the deprecated members of a result's `ansible_facts`. */
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
  // Mark inner members before outer ones: a marked member cannot be searched.
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

/**
 * Whether a value can carry a deprecation. As in Ansible, None, True and False cannot; nor can a list,
 * because the mark is lost when the result is copied.
 */
function isTaggable(value: Value): boolean {
  return value !== null && typeof value !== 'boolean' && !Array.isArray(value);
}
