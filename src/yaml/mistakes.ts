import type { YamlFault } from './yaml-fault.ts';

/** A guess at what the author meant. Its column counts from 1; without a message, libyaml's own words stand. */
export interface Mistake {
  readonly message?: string;
  readonly column?: number;
  readonly hint: string;
}

/**
 * The usual mistakes behind a fault. The first four, their order and their messages are Ansible's 2.19; the hints, and
 * what follows, are ours.
 */
export function findMistake(text: string, fault: YamlFault): Mistake | undefined {
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  const line = lines[fault.mark?.line ?? 0] ?? '';
  return (
    tabs(line) ??
    unquotedTemplate(line) ??
    unquotedColon(line) ??
    quoteThatGoesOn(line) ??
    reservedCharacter(line, fault) ??
    unclosed(lines, fault) ??
    structure(lines, fault)
  );
}

function tabs(line: string): Mistake | undefined {
  const at = line.indexOf('\t');
  if (at < 0) return undefined;
  const mended = line.replaceAll('\t', '  ').trimEnd();
  return {
    message: 'Tabs are usually invalid in YAML.',
    column: at + 1,
    hint: `indent with spaces: ${mended}`,
  };
}

function unquotedTemplate(line: string): Mistake | undefined {
  const match = /^(\s*(?:-\s+)*(?:[\w\s]+:\s+)?)(\{\{.*\}\})/u.exec(line);
  if (!match) return undefined;
  const [, lead = ''] = match;
  return {
    message: 'This may be an issue with missing quotes around a template block.',
    column: lead.length + 1,
    hint: `a value that starts with '{{' must be quoted: ${lead.trim()} ${quote(line.slice(lead.length).trim())}`,
  };
}

function unquotedColon(line: string): Mistake | undefined {
  if (line.trimStart().startsWith(':')) return undefined;
  const match = /^(\s*(?:-\s+)*(?:[\w\s[\]{}]+:\s+)?)(.*)$/u.exec(line);
  const [, lead = '', value = ''] = match ?? [];
  const masked = value.replace(/^\s*('[^']*'|"[^"]*")\s*$/, (whole) => '.'.repeat(whole.length));
  const colon = masked.search(/:($| )/);
  if (colon < 0) return undefined;
  return {
    message: 'Colons in unquoted values must be followed by a non-space character.',
    column: lead.length + colon + 1,
    hint:
      lead.trim() === ''
        ? 'check the indentation of this line against the lines above it, or quote the value'
        : `quote the value: ${lead.trim()} ${quote(value.trim())}`,
  };
}

function quoteThatGoesOn(line: string): Mistake | undefined {
  const match = /^(\s*(?:-\s+)*(?:[\w\s]+:\s+)?)(["'].*?\s*)$/u.exec(line);
  if (!match) return undefined;
  const [, lead = '', value = ''] = match;
  const first = value.charAt(0);
  const column = lead.length + 1;
  const other = first === '"' ? "'" : '"';
  const hint = value.includes(other)
    ? `put the whole value in quotes, with the inner ${first} doubled or escaped`
    : `put the whole value in quotes: ${lead.trim()} ${other}${value.trim()}${other}`;
  if (value.at(-1) !== first) {
    if (!value.slice(1).includes(first)) {
      return {
        message: 'Values starting with a quote must end with the same quote.',
        column,
        hint: `close the quote: ${lead.trim()} ${value.trim()}${first}`,
      };
    }
    return { message: 'Values starting with a quote must end with the same quote.', column, hint };
  }
  if (line.split(first).length - 1 <= 2) return undefined;
  const message = 'Values starting with a quote must end with the same quote, and not contain that quote.';
  return { message, column, hint };
}

function reservedCharacter(line: string, fault: YamlFault): Mistake | undefined {
  if (fault.problem !== 'found character that cannot start any token') return undefined;
  const character = line.charAt(fault.mark?.column ?? 0);
  return {
    hint: `a value cannot start with '${character}' unless it is quoted: ${quote(line.slice(fault.mark?.column ?? 0).trim())}`,
  };
}

/** A bracket or quote whose end is missing shows far below: say where it was opened. */
function unclosed(lines: readonly string[], fault: YamlFault): Mistake | undefined {
  const opened = fault.contextMark;
  if (!opened) return undefined;
  const place = `line ${opened.line + 1}, column ${opened.column + 1}`;
  const shown = (lines[opened.line] ?? '').trim();
  if (fault.context === 'while scanning a quoted scalar')
    return { hint: `the quote opened at ${place} is never closed: ${shown}` };
  if (fault.context === 'while parsing a flow sequence')
    return { hint: `the '[' at ${place} lacks a ',' or its ']': ${shown}` };
  if (fault.context === 'while parsing a flow mapping')
    return { hint: `the '{' at ${place} lacks a ',' or its '}': ${shown}` };
  return undefined;
}

function structure(lines: readonly string[], fault: YamlFault): Mistake | undefined {
  const start = (fault.contextMark?.line ?? 0) + 1;
  const column = (fault.contextMark?.column ?? 0) + 1;
  const line = (lines[fault.mark?.line ?? 0] ?? '').trim();
  if (fault.problem === "did not find expected '-' indicator") {
    return {
      hint: `the list that begins at line ${start} has its '-' in column ${column}; this line fits neither it nor what encloses it`,
    };
  }
  if (fault.problem === 'did not find expected key') {
    if (line.startsWith('-')) {
      return {
        hint: `a '-' cannot stand beside the keys of the mapping that begins at line ${start}; indent it below its key`,
      };
    }
    return {
      hint: `the mapping that begins at line ${start} has its keys in column ${column}; this text is not one of them`,
    };
  }
  if (fault.problem === "could not find expected ':'")
    return { hint: `is a ':' or a blank after '-' missing at line ${start}?` };
  if (fault.problem === 'block sequence entries are not allowed in this context') {
    return { hint: 'start the list on a line of its own' };
  }
  if (fault.problem === 'found unhashable key')
    return { hint: 'a value that starts with { or [ must be quoted if it is text' };
  const isAlias = fault.problem === 'found undefined alias' || fault.context === 'while scanning an alias';
  if (isAlias) return { hint: "a value that starts with '*' must be quoted unless it is an alias" };
  if (fault.problem === 'found unknown escape character') {
    return { hint: 'write the backslash twice, or use single quotes, where backslashes are plain' };
  }
  return undefined;
}

function quote(text: string): string {
  return text.includes('"') && !text.includes("'") ? `'${text}'` : `"${text.replaceAll('"', '\\"')}"`;
}
