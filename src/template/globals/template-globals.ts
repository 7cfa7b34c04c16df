import { OMIT } from '../../python/omit.ts';
import { Dict } from '../../python/dict.ts';
import type { Value } from '../../python/value.ts';
import { builtinGlobals } from './builtin-globals.ts';
import { lookupGlobals } from './lookup-globals.ts';
import type { Registry } from '../registry.ts';
import { GlobalFunction } from '../runtime/global-function.ts';
import { RenderContext } from '../runtime/render-context.ts';
import type { OuterNames, RenderHost } from '../runtime/running-template.ts';

/** The names that every template has: functions, `omit`, and `vars`, which no variable replaces. */
export class TemplateGlobals implements OuterNames {
  readonly #values = new Map<string, Value>();
  readonly #registry: Registry;
  readonly #host: RenderHost;

  constructor(registry: Registry, host: RenderHost) {
    this.#registry = registry;
    this.#host = host;
  }

  resolve(name: string): Value | undefined {
    if (this.#values.size === 0) this.#fill();
    return this.#values.get(name);
  }

  #fill(): void {
    const host = this.#host;
    const home = (): RenderContext => new RenderContext(host, host, '<template>', undefined);
    const definitions = [...builtinGlobals, ...lookupGlobals(this.#registry), ...this.#registry.globals()];
    for (const definition of definitions)
      this.#values.set(definition.name, new GlobalFunction(definition, home));
    this.#values.set('omit', OMIT);
    this.#values.set('vars', new AllVariables(host));
  }
}

/** `vars`: every variable, rendered when it is read. */
class AllVariables extends Dict {
  readonly #host: RenderHost;
  constructor(host: RenderHost) {
    super();
    this.#host = host;
  }
  override get size(): number {
    return [...this.#host.variables.names()].length;
  }
  override has(key: Value): boolean {
    return typeof key === 'string' && this.#host.variables.has(key);
  }
  override get(key: Value): Value | undefined {
    return typeof key === 'string' && this.has(key) ? this.#host.resolve(key) : undefined;
  }
  override *keys(): IterableIterator<Value> {
    yield* this.#host.variables.names();
  }
}
