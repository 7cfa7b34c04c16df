import { Dict } from './dict.ts';
import { PyObject, type Value } from './value.ts';
import { repr } from './repr.ts';

/** Python's set, from `!!set` or a set method. Iterates in insertion order, where CPython's order is arbitrary. */
export class PySet extends PyObject {
  readonly typeName = 'set';
  readonly #members = new Dict();
  constructor(members: Iterable<Value> = []) {
    super();
    for (const member of members) this.add(member);
  }
  get size(): number {
    return this.#members.size;
  }
  add(member: Value): void {
    if (!this.#members.has(member)) this.#members.set(member, true);
  }
  has(member: Value): boolean {
    return this.#members.has(member);
  }
  [Symbol.iterator](): IterableIterator<Value> {
    return this.#members.keys();
  }
  repr(): string {
    return this.size === 0 ? 'set()' : `{${[...this].map(repr).join(', ')}}`;
  }
  override truthy(): boolean {
    return this.size > 0;
  }
  override equals(other: Value): boolean {
    return (
      other instanceof PySet && other.size === this.size && [...this].every((member) => other.has(member))
    );
  }
}
