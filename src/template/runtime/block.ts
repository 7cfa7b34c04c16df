import { AttributeObject } from '../../python/attribute-object.ts';
import { PyCallable } from '../../python/callable.ts';
import { stringRepr } from '../../python/repr.ts';
import type { Value } from '../../python/value.ts';
import { Undefined } from '../undefined.ts';
import { concat } from './concat.ts';
import { TemplateRuntimeError } from './errors.ts';
import { nested } from './nesting.ts';
import { RenderContext } from './render-context.ts';
import { Frame, type Output, type RunningTemplate } from './running-template.ts';

/** Runs the innermost definition of a block; `locals` are what a scoped block sees of its surroundings. */
export function runBlock(
  context: RunningTemplate,
  name: string,
  locals: ReadonlyMap<string, Value> | undefined,
  output: Output,
): void {
  runDefinition(context, name, 0, locals, output);
}

function runDefinition(
  context: RunningTemplate,
  name: string,
  level: number,
  locals: ReadonlyMap<string, Value> | undefined,
  output: Output,
): void {
  const block = context.blocks.get(name)?.[level];
  if (!block) throw new TemplateRuntimeError(`Block ${stringRepr(name)} not found`);
  if (block.required) throw new TemplateRuntimeError(`Required block ${stringRepr(name)} not found`);
  const own = new BlockContext(context, name, level, locals);
  nested(context.host, () => block.execute(new Frame(own, undefined), output));
}

/** A context with `super` and `self` that shares everything else with the template's. */
class BlockContext extends RenderContext {
  readonly #base: RunningTemplate;
  readonly #name: string;
  readonly #level: number;
  readonly #locals: ReadonlyMap<string, Value> | undefined;

  constructor(
    base: RunningTemplate,
    name: string,
    level: number,
    locals: ReadonlyMap<string, Value> | undefined,
  ) {
    super(base.host, base, base.template, base.origin, base);
    this.#base = base;
    this.#name = name;
    this.#level = level;
    this.#locals = locals;
  }

  override resolve(name: string): Value | undefined {
    if (name === 'super') return superBlock(this.#base, this.#name, this.#level + 1);
    const local = this.#locals?.get(name);
    return local === undefined ? this.#base.resolve(name) : local;
  }
}

function superBlock(context: RunningTemplate, name: string, level: number): Value {
  const exists = context.blocks.get(name)?.[level] !== undefined;
  if (!exists) return new Undefined(`there is no parent block called ${stringRepr(name)}.`);
  return new BlockReference(context, name, level);
}

/** `super` or `self.name`: called, it gives what the block prints. */
class BlockReference extends PyCallable {
  readonly typeName = 'BlockReference';
  readonly #context: RunningTemplate;
  readonly #name: string;
  readonly #level: number;
  constructor(context: RunningTemplate, name: string, level: number) {
    super();
    this.#context = context;
    this.#name = name;
    this.#level = level;
  }
  override attribute(name: string): Value | undefined {
    return name === 'super' ? superBlock(this.#context, this.#name, this.#level + 1) : undefined;
  }
  call(): Value {
    const output: Output = [];
    runDefinition(this.#context, this.#name, this.#level, undefined, output);
    return concat(output);
  }
  repr(): string {
    return `<BlockReference ${stringRepr(this.#name)}>`;
  }
}

/** `self`: the template's blocks by name. */
export class TemplateReference extends AttributeObject {
  readonly typeName = 'TemplateReference';
  readonly #context: RunningTemplate;
  constructor(context: RunningTemplate) {
    super();
    this.#context = context;
  }
  attribute(name: string): Value | undefined {
    return this.#context.blocks.has(name) ? new BlockReference(this.#context, name, 0) : undefined;
  }
  repr(): string {
    // Templates inside values have no name.
    const { template } = this.#context;
    return `<TemplateReference ${template.startsWith('<') ? 'None' : stringRepr(template)}>`;
  }
}
