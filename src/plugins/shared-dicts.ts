import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import type { Value } from '../python/value.ts';
import type { VariableSource } from '../template/variable-source.ts';
import { toWire, type WireOptions } from './helper-values.ts';

/**
 * The dicts that stay here while a Python plug-in runs and that it fetches member by member: the variables of the run are
 * number 0, others (hostvars) get a number when they are first sent.
 */
export class SharedDicts {
  readonly #variables: VariableSource;
  readonly #dicts: Dict[] = [];
  readonly #wire: WireOptions = { refer: (dict) => this.refer(dict) };

  constructor(variables: VariableSource) {
    this.#variables = variables;
  }

  refer(dict: Dict): number {
    const known = this.#dicts.indexOf(dict);
    return known >= 0 ? known + 1 : this.#dicts.push(dict);
  }

  referred(number: number): Value {
    const dict = this.#dicts[number - 1];
    if (dict) return dict;
    const variables = new Dict();
    for (const name of this.#variables.names()) variables.set(name, this.#variables.get(name) ?? null);
    return variables;
  }

  /** A list with the member, or an empty one. */
  member(args: Dict): Value {
    const name = args.get('name') ?? null;
    const dict = this.#dict(args);
    const value = dict ? dict.get(name) : typeof name === 'string' ? this.#variables.get(name) : undefined;
    return value === undefined ? [] : [toWire(value, this.#wire)];
  }

  has(args: Dict): boolean {
    const name = args.get('name') ?? null;
    const dict = this.#dict(args);
    return dict ? dict.has(name) : this.#variables.has(str(name));
  }

  names(args: Dict): Value {
    const dict = this.#dict(args);
    return dict ? toWire([...dict.keys()]) : [...this.#variables.names()];
  }

  #dict(args: Dict): Dict | undefined {
    return this.#dicts[Number(args.get('of') ?? 0) - 1];
  }
}
