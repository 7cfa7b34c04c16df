import { equals, keyOf } from './equality.ts';
import { PyObject, type Value } from './value.ts';
import { repr } from './repr.ts';

/**
 * Python's dict: insertion order, keys of any hashable type, 1 == 1.0 == True as keys, the first spelling of a key
 * kept. Subclasses may compute their members lazily (hostvars), so go through the methods, never around them.
 */
export class Dict extends PyObject {
  readonly typeName: string = 'dict';
  readonly #values: Map<unknown, Value>;
  /** Only keys whose lookup form differs from their spelling (True, 1.0, tuples) are listed here. */
  #spellings: Map<unknown, Value> | undefined;

  constructor(entries?: Iterable<readonly [Value, Value]>) {
    super();
    if (entries instanceof Dict && entries.constructor === Dict) {
      this.#values = new Map(entries.#values);
      this.#spellings = entries.#spellings && new Map(entries.#spellings);
      return;
    }
    this.#values = new Map();
    if (entries) for (const [key, value] of entries) this.set(key, value);
  }

  /** A dict with string keys from a plain object; for mitorun's own literals, never for data from outside. */
  static of(members: Record<string, Value>): Dict {
    return new Dict(Object.entries(members));
  }

  get size(): number {
    return this.#values.size;
  }
  get(key: Value): Value | undefined {
    return this.#values.get(typeof key === 'string' ? key : keyOf(key));
  }
  has(key: Value): boolean {
    return this.#values.has(typeof key === 'string' ? key : keyOf(key));
  }
  set(key: Value, value: Value): this {
    if (typeof key === 'string') {
      this.#values.set(key, value);
      return this;
    }
    const lookup = keyOf(key);
    if (lookup !== key && !this.#values.has(lookup)) {
      this.#spellings ??= new Map();
      this.#spellings.set(lookup, key);
    }
    this.#values.set(lookup, value);
    return this;
  }
  delete(key: Value): boolean {
    const lookup = keyOf(key);
    this.#spellings?.delete(lookup);
    return this.#values.delete(lookup);
  }
  keys(): IterableIterator<Value> {
    // The Map's own iterators are several times as fast; they will do where keys are spelled as they are looked up.
    return this.#spellings === undefined
      ? (this.#values.keys() as IterableIterator<Value>)
      : [...this.#values.keys()].map((lookup) => this.#spell(lookup)).values();
  }
  values(): IterableIterator<Value> {
    return this.constructor === Dict ? this.#values.values() : this.#computedValues();
  }
  *#computedValues(): IterableIterator<Value> {
    for (const key of this.keys()) yield this.get(key) as Value;
  }
  entries(): IterableIterator<[Value, Value]> {
    const plain = this.constructor === Dict && this.#spellings === undefined;
    return plain ? (this.#values.entries() as IterableIterator<[Value, Value]>) : this.#spelledEntries();
  }
  *#spelledEntries(): IterableIterator<[Value, Value]> {
    for (const key of this.keys()) yield [key, this.get(key) as Value];
  }
  [Symbol.iterator](): IterableIterator<[Value, Value]> {
    return this.entries();
  }
  /** A shallow copy: a plain Dict, whatever this one is. */
  copy(): Dict {
    return new Dict(this);
  }

  repr(): string {
    const members: string[] = [];
    for (const [key, value] of this) members.push(`${repr(key)}: ${repr(value)}`);
    return `{${members.join(', ')}}`;
  }
  override truthy(): boolean {
    return this.size > 0;
  }
  override equals(other: Value): boolean {
    if (!(other instanceof Dict) || other.size !== this.size) return false;
    for (const [key, value] of this) {
      const theirs = other.get(key);
      if (theirs === undefined || !equals(value, theirs)) return false;
    }
    return true;
  }

  #spell(lookup: unknown): Value {
    const spelling = this.#spellings?.get(lookup);
    return spelling === undefined ? (lookup as Value) : spelling;
  }
}
