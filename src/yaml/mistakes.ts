import { structureHint } from './structure-hint.ts';
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
    unquotedColon(line, structureHint(lines, fault)) ??
    quoteThatGoesOn(line) ??
    reservedCharacter(line, fault) ??
    structural(lines, fault)
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

/** `better` is what the fault itself tells, where that is more than the look of its line. */
function unquotedColon(line: string, better: string | undefined): Mistake | undefined {
  if (line.trimStart().startsWith(':')) return undefined;
  const match = /^(\s*(?:-\s+)*(?:[\w\s[\]{}]+:\s+)?)(.*)$/u.exec(line);
  const [, lead = '', value = ''] = match ?? [];
  const masked = value.replace(/^\s*('[^']*'|"[^"]*")\s*$/, (whole) => '.'.repeat(whole.length));
  const colon = masked.search(/:($| )/);
  if (colon < 0) return undefined;
  return {
    message: 'Colons in unquoted values must be followed by a non-space character.',
    column: lead.length + colon + 1,
    hint: better ?? quoteHint(lead.trim(), value.trim()),
  };
}

function quoteHint(lead: string, value: string): string {
  if (lead === '') return 'check the indentation of this line against the lines above it, or quote the value';
  return `quote the value: ${lead} ${quote(value)}`;
}

function structural(lines: readonly string[], fault: YamlFault): Mistake | undefined {
  const hint = structureHint(lines, fault);
  return hint === undefined ? undefined : { hint };
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

function quote(text: string): string {
  return text.includes('"') && !text.includes("'") ? `'${text}'` : `"${text.replaceAll('"', '\\"')}"`;
}
