import { Tuple } from './tuple.ts';
import type { Value } from './value.ts';

/** What `groupby` gives for each group: a tuple whose parts also have names. */
export class GroupTuple extends Tuple {
  override readonly typeName = 'GroupTuple';
  constructor(grouper: Value, list: Value[]) {
    super([grouper, list]);
  }
  attribute(name: string): Value | undefined {
    if (name === 'grouper') return this.items[0];
    return name === 'list' ? this.items[1] : undefined;
  }
}
