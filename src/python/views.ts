import type { Dict } from './dict.ts';
import { equals } from './equality.ts';
import { repr } from './repr.ts';
import { Tuple } from './tuple.ts';
import { PyObject, type Value } from './value.ts';

/** What `dict.keys()`, `.values()` and `.items()` give: always what the dict holds now. */
export class DictView extends PyObject {
  readonly typeName: string;
  readonly #dict: Dict;
  readonly #kind: 'keys' | 'values' | 'items';
  constructor(dict: Dict, kind: 'keys' | 'values' | 'items') {
    super();
    this.#dict = dict;
    this.#kind = kind;
    this.typeName = `dict_${kind}`;
  }
  get length(): number {
    return this.#dict.size;
  }
  *iterate(): Iterable<Value> {
    if (this.#kind === 'keys') yield* this.#dict.keys();
    else if (this.#kind === 'values') yield* this.#dict.values();
    else for (const [key, value] of this.#dict) yield new Tuple([key, value]);
  }
  repr(): string {
    return `${this.typeName}([${[...this.iterate()].map(repr).join(', ')}])`;
  }
  override truthy(): boolean {
    return this.#dict.size > 0;
  }
  override equals(other: Value): boolean {
    if (this === other) return true;
    if (this.#kind === 'values' || !(other instanceof DictView) || other.length !== this.length) return false;
    const others = [...other.iterate()];
    return [...this.iterate()].every((member) => others.some((candidate) => equals(member, candidate)));
  }
}
