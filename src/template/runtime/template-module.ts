import { AttributeObject } from '../../python/attribute-object.ts';
import { str } from '../../python/repr.ts';
import { stringRepr } from '../../python/repr.ts';
import type { Value } from '../../python/value.ts';

/** An imported template: what it assigned at its top level, and what it printed. */
export class TemplateModule extends AttributeObject {
  readonly typeName = 'TemplateModule';
  readonly name: string;
  readonly members: ReadonlyMap<string, Value>;
  readonly printed: readonly Value[];
  constructor(name: string, members: ReadonlyMap<string, Value>, printed: readonly Value[]) {
    super();
    this.name = name;
    this.members = members;
    this.printed = printed;
  }
  attribute(name: string): Value | undefined {
    return this.members.get(name);
  }
  repr(): string {
    return `<TemplateModule ${stringRepr(this.name)}>`;
  }
  override str(): string {
    return this.printed
      .filter((part) => part !== null)
      .map(str)
      .join('');
  }
}
