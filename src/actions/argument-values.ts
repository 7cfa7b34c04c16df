import type { Dict } from '../python/dict.ts';
import { PyFloat, type Value } from '../python/value.ts';

const truths: ReadonlySet<string> = new Set(['y', 'yes', 'on', '1', 'true', 't']);

/** An argument as Ansible's `boolean(value, strict=False)` reads it: everything that is no known truth is false. */
export function isTrueArgument(args: Dict, name: string, otherwise: boolean): boolean {
  const value = args.get(name);
  return value === undefined ? otherwise : isTrue(value);
}

export function isTrue(value: Value): boolean {
  if (typeof value === 'boolean') return value;
  if (value instanceof PyFloat) return value.value === 1;
  if (typeof value === 'number') return value === 1;
  return typeof value === 'string' && truths.has(value.trim().toLowerCase());
}

/** A copy without these arguments. */
export function without(args: Dict, ...names: readonly string[]): Dict {
  const kept = args.copy();
  for (const name of names) kept.delete(name);
  return kept;
}

/** A copy with these set over it. */
export function withArguments(args: Dict, members: Record<string, Value>): Dict {
  const all = args.copy();
  for (const [name, value] of Object.entries(members)) all.set(name, value);
  return all;
}
