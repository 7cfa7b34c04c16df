import { wholeFile } from '../../errors/origin.ts';
import { notingPlaces } from './fault-places.ts';
import { nested } from './nesting.ts';
import { RenderContext } from './render-context.ts';
import {
  type CompiledTemplate,
  Frame,
  type OuterNames,
  type Output,
  type RunningTemplate,
} from './running-template.ts';

/** Runs another template in a context of its own, then the templates that it extends. */
export function runTemplate(
  template: CompiledTemplate,
  from: RunningTemplate,
  names: OuterNames,
): { output: Output; context: RunningTemplate } {
  const origin = template.file === undefined ? from.origin : wholeFile(template.file);
  const context = new RenderContext(from.host, names, template.name, origin);
  context.syntax = from.syntax;
  context.inFile = template.file !== undefined;
  return { output: nested(from.host, () => runInContext(template, context)), context };
}

/** What a template prints in this context, after the templates that it extends. */
export function runInContext(template: CompiledTemplate, context: RunningTemplate): Output {
  for (const [name, block] of template.blocks) context.blocks.set(name, [block]);
  const output: Output = [];
  let current: CompiledTemplate | undefined = template;
  while (current) {
    context.extended = false;
    context.parent = undefined;
    const { execute } = current;
    notingPlaces(context, () => execute(new Frame(context, undefined), output));
    if (context.parent) output.length = context.printedBefore;
    current = context.parent;
  }
  return output;
}
