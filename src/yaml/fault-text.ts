import type { Mark, YamlFault } from './yaml-fault.ts';

/** A fault in PyYAML's own words, as ansible-core shows it of text that is in no file. */
export function faultText({ context, contextMark, problem, mark }: YamlFault): string {
  const place = (at: Mark | undefined): string[] =>
    at ? [`  in "<unicode string>", line ${at.line + 1}, column ${at.column + 1}`] : [];
  const sameMark = contextMark?.line === mark?.line && contextMark?.column === mark?.column;
  const opening = context === undefined ? [] : [context, ...(sameMark ? [] : place(contextMark))];
  return [...opening, problem, ...place(mark)].join('\n');
}
