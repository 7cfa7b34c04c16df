import { CallableObject } from '../../python/call-value.ts';
import { BuiltinFunction, type Keywords } from '../../python/callable.ts';
import { equals } from '../../python/equality.ts';
import { typeError } from '../../python/python-error.ts';
import type { Value } from '../../python/value.ts';
import { Undefined } from '../undefined.ts';
import { TemplateRuntimeError } from './errors.ts';

/** `loop` inside a for loop. */
export class Loop extends CallableObject {
  readonly typeName = 'LoopContext';
  readonly items: readonly Value[];
  readonly depth0: number;
  readonly recurse: ((iterable: Value) => Value) | undefined;
  index0 = 0;
  #changed: readonly Value[] | undefined;
  constructor(items: readonly Value[], depth0: number, recurse: ((iterable: Value) => Value) | undefined) {
    super();
    this.items = items;
    this.depth0 = depth0;
    this.recurse = recurse;
  }

  attribute(name: string): Value | undefined {
    const { index0, items } = this;
    switch (name) {
      case 'index':
        return index0 + 1;
      case 'index0':
        return index0;
      case 'first':
        return index0 === 0;
      case 'last':
        return index0 === items.length - 1;
      case 'length':
        return items.length;
      case 'revindex':
        return items.length - index0;
      case 'revindex0':
        return items.length - index0 - 1;
      case 'depth':
        return this.depth0 + 1;
      case 'depth0':
        return this.depth0;
      case 'previtem':
        return index0 > 0 ? items[index0 - 1] : new Undefined('there is no previous item');
      case 'nextitem':
        return index0 + 1 < items.length ? items[index0 + 1] : new Undefined('there is no next item');
      case 'cycle':
        return new BuiltinFunction('cycle', (args) => this.#cycle(args));
      case 'changed':
        return new BuiltinFunction('changed', (args) => this.#hasChanged(args));
      default:
        return undefined;
    }
  }

  /** `loop(...)` of a recursive loop. */
  call(args: readonly Value[], keywords: Keywords | undefined): Value {
    if (!this.recurse) {
      throw typeError("The loop must have the 'recursive' marker to be called recursively.");
    }
    const iterable = args.length > 0 ? args[0] : keywords?.get('iterable');
    if (iterable === undefined)
      throw typeError("LoopContext.__call__() missing 1 required positional argument: 'iterable'");
    return this.recurse(iterable);
  }

  #cycle(args: readonly Value[]): Value {
    if (args.length === 0) throw new TemplateRuntimeError('no items for cycling given');
    return args[this.index0 % args.length] as Value;
  }

  #hasChanged(args: readonly Value[]): boolean {
    const before = this.#changed;
    const same =
      before?.length === args.length && before.every((value, index) => equals(value, args[index] as Value));
    this.#changed = args;
    return !same;
  }

  repr(): string {
    return `<LoopContext ${this.index0 + 1}/${this.items.length}>`;
  }
}
