import { type Keywords, PyCallable } from '../../python/callable.ts';
import type { Value } from '../../python/value.ts';
import { bindArguments } from '../argument-binder.ts';
import type { CallContext, GlobalDefinition } from '../registry.ts';

/** Globals that are classes in Python. */
const classes: ReadonlySet<string> = new Set(['range', 'dict', 'cycler', 'joiner', 'namespace']);

/** A global function of templates as a value. It works for the template that calls it. */
export class GlobalFunction extends PyCallable {
  readonly typeName: string;
  readonly definition: GlobalDefinition;
  readonly #home: () => CallContext;
  /** @param home the context for a call from elsewhere (a filter that was handed the function) */
  constructor(definition: GlobalDefinition, home: () => CallContext) {
    super();
    this.definition = definition;
    this.typeName = classes.has(definition.name) ? 'type' : 'function';
    this.#home = home;
  }
  repr(): string {
    return `<function ${this.definition.name}>`;
  }
  call(args: readonly Value[], keywords: Keywords | undefined): Value {
    return this.callIn(this.#home(), args, keywords);
  }
  override attribute(name: string): Value | undefined {
    return this.definition.attributes?.get(name);
  }
  callIn(context: CallContext, args: readonly Value[], keywords: Keywords | undefined): Value {
    const { name, signature, call, impure, onlyCalls } = this.definition;
    const bound = bindArguments(name, signature, args, keywords);
    if (impure !== true || onlyCalls === true) return call(context, ...bound);
    return context.jobs.once(`function ${name}`, () => call(context, ...bound));
  }
}
