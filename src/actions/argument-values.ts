import { readBoolean } from '../parsing/boolean-words.ts';
import type { Dict } from '../python/dict.ts';
import type { Value } from '../python/value.ts';

/** An argument as Ansible's `boolean(value, strict=False)` reads it: everything that is no known truth is false. */
export function isTrueArgument(args: Dict, name: string, otherwise: boolean): boolean {
  const value = args.get(name);
  return value === undefined ? otherwise : (readBoolean(value) ?? false);
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
