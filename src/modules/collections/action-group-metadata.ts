import { Dict } from '../../python/dict.ts';
import { repr, str } from '../../python/repr.ts';
import type { Value } from '../../python/value.ts';

/** What the members of an action group that are no names of actions come to. */
export interface GroupMetadata {
  /** Groups whose actions belong to this one too. */
  readonly extends: readonly string[];
  /** What is wrong with each member, in Ansible's words. */
  readonly problems: readonly string[];
}

/** Reads `metadata:` members of a group in order; the last one says what is extended (`playbook/base.py`, 2.19). */
export function readGroupMetadata(members: readonly unknown[]): GroupMetadata {
  let extended: readonly string[] = [];
  let hasMetadata = false;
  const problems: string[] = [];
  for (const member of members.map(toValue)) {
    const found = problemsOf(member, hasMetadata);
    if (found.length > 0) problems.push(found.join(' '));
    const metadata = member instanceof Dict ? member.get('metadata') : undefined;
    if (!(metadata instanceof Dict)) continue;
    hasMetadata = true;
    extended = groupNames(metadata.get('extend_group') ?? null);
  }
  return { extends: extended, problems };
}

function problemsOf(member: Value, hasMetadata: boolean): string[] {
  const keys = member instanceof Dict ? [...member.keys()].map(str) : [str(member)];
  const metadata = member instanceof Dict ? member.get('metadata') : undefined;
  if (metadata === undefined || keys.length > 1)
    return [`The only expected key is metadata, but got keys: ${keys.toSorted().join(', ')}`];
  const problems: string[] = [];
  if (hasMetadata) problems.push('The group contains multiple metadata entries.');
  if (!(metadata instanceof Dict)) {
    problems.push(`The metadata is not a dictionary. Got ${str(metadata)}`);
    return problems;
  }
  const unexpected = [...metadata.keys()].map(str).filter((key) => key !== 'extend_group');
  if (unexpected.length > 0) problems.push(`The metadata contains unexpected keys: ${unexpected.join(', ')}`);
  const extended = metadata.get('extend_group');
  if (extended !== undefined && typeof extended !== 'string' && !Array.isArray(extended)) {
    problems.push(
      `The metadata contains unexpected key types: extend_group is ${repr(extended)} (expected type list)`,
    );
  }
  return problems;
}

function groupNames(written: Value): string[] {
  if (typeof written === 'string') return [written];
  return Array.isArray(written) ? written.filter((name) => typeof name === 'string') : [];
}

/** Python's value of a plain one. */
function toValue(plain: unknown): Value {
  if (Array.isArray(plain)) return plain.map(toValue);
  if (typeof plain === 'object' && plain !== null)
    return new Dict(Object.entries(plain).map(([key, member]) => [key, toValue(member)]));
  return typeof plain === 'string' || typeof plain === 'number' || typeof plain === 'boolean' ? plain : null;
}
