import type { Dict } from './dict.ts';
import type { Value } from './value.ts';

/**
 * A Dict that whoever holds it may read and not change. Where a value is wanted (a variable, a member of another Dict) its
 * `copy()` is one.
 */
export interface ReadonlyDict {
  readonly size: number;
  get(key: Value): Value | undefined;
  has(key: Value): boolean;
  keys(): IterableIterator<Value>;
  values(): IterableIterator<Value>;
  entries(): IterableIterator<[Value, Value]>;
  [Symbol.iterator](): IterableIterator<[Value, Value]>;
  copy(): Dict;
}
