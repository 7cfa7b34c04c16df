import { Markup } from '../../python/markup.ts';
import { type AnyNode, type Expression, forEachChild } from '../syntax/nodes.ts';
import { bareSource } from '../tags/tag-source.ts';
import { TaggedInput } from '../tags/tagged-input.ts';
import type { Evaluate } from '../runtime/running-template.ts';
import { Undefined } from '../undefined.ts';
import { localReader, type Scope } from './scope.ts';

/** The input together with what is known of it: nothing where a name of the template's own is in it. */
export function taggedInput(target: Expression, input: Evaluate, scope: Scope): Evaluate {
  const names = namesIn(target);
  const hasLocals = names.some((name) => localReader(scope, name) !== undefined);
  return (frame) => {
    const value = input(frame);
    if (value instanceof Undefined || value instanceof Markup) return value;
    const { assigned, host } = frame.context;
    return new TaggedInput(value, () => {
      const isOwn = hasLocals || names.some((name) => assigned.has(name));
      return isOwn ? bareSource : host.tagsOf(target);
    });
  };
}

function namesIn(node: AnyNode): string[] {
  const names = node.kind === 'name' ? [node.name] : [];
  forEachChild(node, (child) => names.push(...namesIn(child)));
  return names;
}
