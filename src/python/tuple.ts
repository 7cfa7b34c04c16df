import { equals, keyOf } from './equality.ts';
import { PyObject, type Value } from './value.ts';
import { repr } from './repr.ts';

/** Python's tuple: what `(1, 2)`, `dict.items()` and `zip` give. Written as a list in JSON and YAML. */
export class Tuple extends PyObject {
  readonly typeName: string = 'tuple';
  readonly items: readonly Value[];
  constructor(items: readonly Value[]) {
    super();
    this.items = items;
  }
  repr(): string {
    const members = this.items.map(repr).join(', ');
    return this.items.length === 1 ? `(${members},)` : `(${members})`;
  }
  override truthy(): boolean {
    return this.items.length > 0;
  }
  override equals(other: Value): boolean {
    return (
      other instanceof Tuple &&
      other.items.length === this.items.length &&
      this.items.every((member, index) => equals(member, other.items[index] as Value))
    );
  }
  hashKey(): string {
    return `tuple(${this.items.map((item) => hashText(item)).join(',')})`;
  }
}

function hashText(item: Value): string {
  const key = keyOf(item);
  if (typeof key === 'string') return JSON.stringify(key);
  if (typeof key === 'object' && key !== null && 'text' in key) return String(key.text);
  return `${typeof key}:${String(key)}`;
}
