import { MitorunError } from '../errors/mitorun-error.ts';
import { Dict } from '../python/dict.ts';
import { repr } from '../python/repr.ts';
import type { Value } from '../python/value.ts';
import { Undefined } from '../template/undefined.ts';

/**
 * `hostvars`: every host's variables, rendered in that host's own context when they are read and never copied.
 * An unknown host is there as something that is undefined, whichever way it is read.
 */
export class HostVariables extends Dict {
  override readonly typeName = 'HostVars';
  readonly #hosts: () => Iterable<string>;
  readonly #known: (host: string) => boolean;
  readonly #variablesOf: (host: string) => Dict;
  readonly #cache = new Map<string, Dict>();

  constructor(options: {
    readonly hosts: () => Iterable<string>;
    readonly known: (host: string) => boolean;
    readonly variablesOf: (host: string) => Dict;
  }) {
    super();
    this.#hosts = options.hosts;
    this.#known = options.known;
    this.#variablesOf = options.variablesOf;
  }
  override get size(): number {
    return [...this.#hosts()].length;
  }
  override has(key: Value): boolean {
    return typeof key === 'string' && this.#known(key);
  }
  override get(key: Value): Value {
    if (typeof key !== 'string' || !this.#known(key)) return new Undefined(`hostvars[${repr(key)}]`);
    let variables = this.#cache.get(key);
    if (!variables) {
      variables = this.#variablesOf(key);
      this.#cache.set(key, variables);
    }
    return variables;
  }
  override *keys(): IterableIterator<Value> {
    yield* this.#hosts();
  }
}

/** A read-only dict over variables that are rendered one by one, when they are read. */
export class RenderedVariables extends Dict {
  override readonly typeName: string;
  readonly #names: () => Iterable<string>;
  readonly #has: (name: string) => boolean;
  readonly #render: (name: string) => Value | undefined;

  constructor(options: {
    readonly names: () => Iterable<string>;
    readonly has: (name: string) => boolean;
    readonly render: (name: string) => Value | undefined;
    /** `dict` unless given. */
    readonly typeName?: string;
  }) {
    super();
    this.typeName = options.typeName ?? 'dict';
    this.#names = options.names;
    this.#has = options.has;
    this.#render = options.render;
  }
  override get size(): number {
    return [...this.#names()].length;
  }
  override has(key: Value): boolean {
    return typeof key === 'string' && this.#has(key);
  }
  override get(key: Value): Value | undefined {
    if (typeof key !== 'string') return undefined;
    return orUndefined(() => this.#render(key));
  }
  override *keys(): IterableIterator<Value> {
    yield* this.#names();
  }
}

/** Returns Undefined where rendering fails because a variable is undefined. */
export function orUndefined<Found>(render: () => Found): Found | Undefined {
  try {
    return render();
  } catch (error) {
    if (!(error instanceof MitorunError) || error.code !== 'TEMPLATE_UNDEFINED') throw error;
    return new Undefined(error.message, undefined, error.origin);
  }
}
