import { repr } from './repr.ts';
import { Tuple } from './tuple.ts';
import type { Value } from './value.ts';

/** A tuple whose members also have names: Python's named tuples and `struct_time`. */
export class NamedTuple extends Tuple {
  override readonly typeName: string;
  readonly #names: readonly string[];
  /** What its `repr` begins with; undefined: it looks like any tuple. */
  readonly #label: string | undefined;
  constructor(typeName: string, members: Readonly<Record<string, Value>>, label?: string) {
    super(Object.values(members));
    this.typeName = typeName;
    this.#names = Object.keys(members);
    this.#label = label;
  }
  attribute(name: string): Value | undefined {
    const at = this.#names.indexOf(name);
    return at < 0 ? undefined : this.items[at];
  }
  override repr(): string {
    if (this.#label === undefined) return super.repr();
    return `${this.#label}(${this.items.map((item, at) => `${this.#names[at] ?? ''}=${repr(item)}`).join(', ')})`;
  }
}
