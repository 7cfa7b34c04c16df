import { AttributeObject } from '../../python/attribute-object.ts';
import type { Dict } from '../../python/dict.ts';
import type { Value } from '../../python/value.ts';

/** `namespace()`: the one object whose attributes `set` may change. */
export class Namespace extends AttributeObject {
  readonly typeName = 'Namespace';
  readonly members: Dict;
  constructor(members: Dict) {
    super();
    this.members = members;
  }
  attribute(name: string): Value | undefined {
    return this.members.get(name);
  }
  repr(): string {
    return `<Namespace ${this.members.repr()}>`;
  }
}
