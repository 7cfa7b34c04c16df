import type { Origin } from '../errors/origin.ts';
import type { Value } from '../python/value.ts';
import type { VariableSource } from './variable-source.ts';

/** One source in front of another. */
export class OverlaidVariables implements VariableSource {
  readonly #front: VariableSource;
  readonly #back: VariableSource;
  constructor(front: VariableSource, back: VariableSource) {
    this.#front = front;
    this.#back = back;
  }
  get(name: string): Value | undefined {
    const value = this.#front.get(name);
    return value === undefined ? this.#back.get(name) : value;
  }
  has(name: string): boolean {
    return this.#front.has(name) || this.#back.has(name);
  }
  isUnsafe(name: string): boolean {
    const source = this.#front.has(name) ? this.#front : this.#back;
    return source.isUnsafe?.(name) ?? false;
  }
  originOf(name: string): Origin | undefined {
    const source = this.#front.has(name) ? this.#front : this.#back;
    return source.originOf?.(name);
  }
  names(): Iterable<string> {
    return new Set([...this.#front.names(), ...this.#back.names()]);
  }
}

/** Variables from a Map. */
export class MapVariables implements VariableSource {
  readonly #values: ReadonlyMap<string, Value>;
  constructor(values: ReadonlyMap<string, Value>) {
    this.#values = values;
  }
  get(name: string): Value | undefined {
    return this.#values.get(name);
  }
  has(name: string): boolean {
    return this.#values.has(name);
  }
  names(): Iterable<string> {
    return this.#values.keys();
  }
}
