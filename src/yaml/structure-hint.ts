import type { YamlFault } from './yaml-fault.ts';

/** What to do about a fault in the structure of a text, where its own words are hard to act on. */
export function structureHint(lines: readonly string[], fault: YamlFault): string | undefined {
  return (
    unclosed(lines, fault) ?? misplaced(lines, fault) ?? byProblem.get(fault.problem) ?? byContext(fault)
  );
}

/** A bracket or quote whose end is missing shows far below: say where it was opened. */
function unclosed(lines: readonly string[], fault: YamlFault): string | undefined {
  const opened = fault.contextMark;
  if (!opened) return undefined;
  const place = `line ${opened.line + 1}, column ${opened.column + 1}`;
  const shown = (lines[opened.line] ?? '').trim();
  if (fault.problem === 'found unexpected end of stream')
    return `the quote opened at ${place} is never closed: ${shown}`;
  if (fault.context === 'while parsing a flow sequence')
    return `the '[' at ${place} lacks a ',' or its ']': ${shown}`;
  if (fault.context === 'while parsing a flow mapping')
    return `the '{' at ${place} lacks a ',' or its '}': ${shown}`;
  return undefined;
}

/** A line that fits none of the blocks that are open above it. */
function misplaced(lines: readonly string[], fault: YamlFault): string | undefined {
  const start = (fault.contextMark?.line ?? 0) + 1;
  const column = (fault.contextMark?.column ?? 0) + 1;
  const line = (lines[fault.mark?.line ?? 0] ?? '').trim();
  switch (fault.problem) {
    case "did not find expected '-' indicator":
      return `the list that begins at line ${start} has its '-' in column ${column}; this line fits neither it nor what encloses it`;
    case 'did not find expected key':
      return line.startsWith('-')
        ? `a '-' cannot stand beside the keys of the mapping that begins at line ${start}; indent it below its key`
        : `the mapping that begins at line ${start} has its keys in column ${column}; this text is not one of them`;
    case "could not find expected ':'":
      return `is a ':', or a blank after ':' or '-', missing at line ${start}?`;
    case 'mapping values are not allowed in this context':
      return isDeeper(lines, fault.mark?.line ?? 0)
        ? 'the line above already has a value, so nothing can be below it; check the indentation of both'
        : undefined;
    default:
      return undefined;
  }
}

function isDeeper(lines: readonly string[], at: number): boolean {
  const indentOf = (line = ''): number => line.length - line.replace(/^[ -]*/, '').length;
  return at > 0 && /:\s+\S/.test(lines[at - 1] ?? '') && indentOf(lines[at]) >= indentOf(lines[at - 1]);
}

const byProblem: ReadonlyMap<string, string> = new Map([
  ['block sequence entries are not allowed in this context', 'start the list on a line of its own'],
  [
    'found unhashable key',
    'a value that starts with { or [ must be quoted if it is text; a key cannot be a list or a mapping',
  ],
  ['found undefined alias', "a value that starts with '*' must be quoted unless it is an alias"],
  [
    'found unknown escape character',
    'write the backslash twice, or use single quotes, where backslashes are plain',
  ],
  ['second occurrence', 'give each anchor (&name) a name of its own'],
  [
    'but found another document',
    "only one document is read from a file: remove this '---' or split the file",
  ],
  [
    'did not find expected <document start>',
    "nothing can follow '...'; is there text before or after the document?",
  ],
]);

function byContext(fault: YamlFault): string | undefined {
  if (fault.context === 'while scanning an alias') return byProblem.get('found undefined alias');
  if (fault.context === 'while scanning a directive') return "a value that starts with '%' must be quoted";
  if (fault.problem.includes('for merging')) return "'<<' takes a mapping, or a list of mappings";
  if (fault.problem.startsWith('could not determine a constructor')) {
    return "a value that starts with '!' must be quoted; the tags that are known here are !unsafe and !vault";
  }
  if (fault.problem.includes('base64')) return 'the text after !!binary must be whole base64';
  return undefined;
}
