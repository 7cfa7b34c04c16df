import { AttributeObject } from '../../python/attribute-object.ts';
import { BuiltinFunction } from '../../python/callable.ts';
import { typeError } from '../../python/python-error.ts';
import type { Value } from '../../python/value.ts';
import { TemplateRuntimeError } from '../runtime/errors.ts';

/** `cycler(...)`: gives its values in turn. */
export class Cycler extends AttributeObject {
  readonly typeName = 'Cycler';
  readonly #items: readonly Value[];
  #at = 0;
  constructor(items: readonly Value[]) {
    super();
    if (items.length === 0) throw new TemplateRuntimeError('at least one item has to be provided');
    this.#items = items;
  }
  attribute(name: string): Value | undefined {
    if (name === 'current') return this.#items[this.#at];
    if (name === 'next') return new BuiltinFunction('next', () => this.#next());
    if (name === 'reset') return new BuiltinFunction('reset', () => this.#reset());
    return undefined;
  }
  #next(): Value {
    const current = this.#items[this.#at] as Value;
    this.#at = (this.#at + 1) % this.#items.length;
    return current;
  }
  #reset(): Value {
    this.#at = 0;
    return null;
  }
  repr(): string {
    return '<Cycler>';
  }
}

/** `joiner(sep)`: nothing at its first call, the separator afterwards. */
export function joiner(separator: Value): BuiltinFunction {
  let used = false;
  return new BuiltinFunction('joiner', (args) => {
    if (args.length > 0)
      throw typeError(`Joiner.__call__() takes 1 positional argument but ${args.length + 1} were given`);
    const text = used ? separator : '';
    used = true;
    return text;
  });
}
