import { NamedTuple } from './named-tuple.ts';
import type { Value } from './value.ts';

/** What `groupby` gives for each group. */
export class GroupTuple extends NamedTuple {
  constructor(grouper: Value, list: Value[]) {
    super('GroupTuple', { grouper, list });
  }
}
