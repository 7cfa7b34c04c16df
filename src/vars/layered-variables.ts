import type { Origin } from '../errors/origin.ts';
import { Dict } from '../python/dict.ts';
import type { Value } from '../python/value.ts';
import type { VariableSource } from '../template/variable-source.ts';
import { isUnsafe, valueOriginOf } from '../yaml/origins.ts';
import { mergeDeeply } from '../python/merge-deeply.ts';

/** One level of precedence: a dict of variables, or something that computes them when asked. */
export interface VariableLayer {
  get(name: string): Value | undefined;
  has(name: string): boolean;
  keys(): Iterable<Value>;
}

/**
 * Variables of several precedence levels, held by reference and searched from the highest down, so that making one
 * costs nothing however many variables there are. With `hash_behaviour=merge`, dicts of all levels are combined, but for those
 * that a task puts on top.
 */
export class LayeredVariables implements VariableSource {
  readonly #layers: readonly VariableLayer[];
  readonly #merge: boolean;
  /** How many of the highest levels hide what is below them. */
  readonly #hiding: number;

  /** @param layers highest precedence first */
  constructor(
    layers: readonly VariableLayer[],
    options: { readonly merge?: boolean; readonly hiding?: number } = {},
  ) {
    this.#layers = layers;
    this.#merge = options.merge ?? false;
    this.#hiding = options.hiding ?? 0;
  }

  get(name: string): Value | undefined {
    let hiding = this.#hiding;
    for (const layer of this.#layers) {
      const value = layer.get(name);
      if (value !== undefined)
        return this.#merge && hiding <= 0 && value instanceof Dict ? this.#merged(name) : value;
      hiding -= 1;
    }
    return undefined;
  }

  /** Where the value that `get` gives was written. */
  originOf(name: string): Origin | undefined {
    const layer = this.#layers.find((candidate) => candidate.get(name) !== undefined);
    return layer instanceof Dict ? valueOriginOf(layer, name) : undefined;
  }

  isUnsafe(name: string): boolean {
    const layer = this.#layers.find((candidate) => candidate.get(name) !== undefined);
    return layer instanceof Dict && isUnsafe(layer, name);
  }

  has(name: string): boolean {
    return this.#layers.some((layer) => layer.has(name));
  }

  names(): Iterable<string> {
    const names = new Set<string>();
    for (let index = this.#layers.length - 1; index >= 0; index--) {
      for (const key of this.#layers[index]?.keys() ?? []) if (typeof key === 'string') names.add(key);
    }
    return names;
  }

  /** The same variables with more levels above them, whose dicts hide those below whatever `hash_behaviour` is. */
  with(...above: readonly VariableLayer[]): LayeredVariables {
    const hiding = this.#hiding + above.length;
    return new LayeredVariables([...above, ...this.#layers], { merge: this.#merge, hiding });
  }

  /** The same variables with another level in place of the lowest. */
  withLowest(layer: VariableLayer): LayeredVariables {
    const layers = [...this.#layers.slice(0, -1), layer];
    return new LayeredVariables(layers, { merge: this.#merge, hiding: this.#hiding });
  }

  #merged(name: string): Value | undefined {
    let merged: Value | undefined;
    for (let index = this.#layers.length - 1; index >= this.#hiding; index--) {
      const value = this.#layers[index]?.get(name);
      if (value === undefined) continue;
      merged = merged instanceof Dict && value instanceof Dict ? mergeDeeply(merged, value) : value;
    }
    return merged;
  }
}

/** A level whose members are functions, called when a template asks for them; undefined hides the name. */
export class ComputedLayer implements VariableLayer {
  readonly #members: ReadonlyMap<string, () => Value | undefined>;
  readonly #values = new Map<string, Value | undefined>();
  constructor(members: Iterable<readonly [string, () => Value | undefined]>) {
    this.#members = new Map(members);
  }
  get(name: string): Value | undefined {
    if (this.#values.has(name)) return this.#values.get(name);
    const compute = this.#members.get(name);
    if (!compute) return undefined;
    const value = compute();
    this.#values.set(name, value);
    return value;
  }
  has(name: string): boolean {
    return this.#members.has(name) && this.get(name) !== undefined;
  }
  *keys(): Iterable<string> {
    for (const name of this.#members.keys()) if (this.has(name)) yield name;
  }
}
