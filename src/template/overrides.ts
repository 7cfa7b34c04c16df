import { stringRepr } from '../python/repr.ts';
import type { TextTemplateOptions } from './registry.ts';
import { defaultSyntax, type Syntax } from './syntax.ts';
import { TemplateSyntaxError } from './syntax-error.ts';

const header = '#jinja2:';

const names: ReadonlyMap<string, keyof Syntax> = new Map([
  ['block_start_string', 'blockStart'],
  ['block_end_string', 'blockEnd'],
  ['variable_start_string', 'variableStart'],
  ['variable_end_string', 'variableEnd'],
  ['comment_start_string', 'commentStart'],
  ['comment_end_string', 'commentEnd'],
  ['line_statement_prefix', 'lineStatementPrefix'],
  ['line_comment_prefix', 'lineCommentPrefix'],
  ['trim_blocks', 'trimBlocks'],
  ['lstrip_blocks', 'lstripBlocks'],
  ['newline_sequence', 'newlineSequence'],
  ['keep_trailing_newline', 'keepTrailingNewline'],
]);

/** The syntax that a task's options ask for; `defaultSyntax` itself where they ask for nothing. */
export function syntaxOf(options: TextTemplateOptions): Syntax {
  const wanted: Partial<Record<keyof Syntax, string | boolean | undefined>> = {
    blockStart: options.blockStart,
    blockEnd: options.blockEnd,
    variableStart: options.variableStart,
    variableEnd: options.variableEnd,
    commentStart: options.commentStart,
    commentEnd: options.commentEnd,
    trimBlocks: options.trimBlocks,
    lstripBlocks: options.lstripBlocks,
    newlineSequence: options.newlineSequence,
    keepTrailingNewline: options.keepTrailingNewline,
  };
  return withChanges(defaultSyntax, Object.entries(wanted));
}

function withChanges(
  base: Syntax,
  changes: readonly (readonly [string, string | boolean | undefined])[],
): Syntax {
  const known = new Map<string, string | boolean | undefined>(Object.entries(base));
  const effective = changes.filter(([name, value]) => value !== undefined && known.get(name) !== value);
  if (effective.length === 0) return base;
  const syntax: Syntax = { ...base, ...Object.fromEntries(effective) };
  const { blockStart, variableStart, commentStart } = syntax;
  if (blockStart === variableStart || variableStart === commentStart || commentStart === blockStart) {
    throw new TemplateSyntaxError('Block, variable and comment start strings must be different.', 1);
  }
  return syntax;
}

export function hasOverrides(source: string): boolean {
  return source.startsWith(header);
}

/** Whether a text holds anything of Jinja2's; one that does not is given as it is, line ends included. */
export function isPossiblyTemplate(source: string, syntax: Syntax): boolean {
  const { blockStart, variableStart, commentStart } = syntax;
  return (
    hasOverrides(source) || [blockStart, variableStart, commentStart].some((start) => source.includes(start))
  );
}

/** Ansible's own light test of a condition: does it begin and end with delimiters? */
export function isAllTemplate(text: string): boolean {
  return hasOverrides(text) || (/^(\{\{|\{%|\{#)/.test(text) && /(\}\}|%\}|#\})$/.test(text));
}

/** The template without its `#jinja2:` line, and the syntax that the line asks for. */
export function extractOverrides(
  source: string,
  base: Syntax,
): { text: string; syntax: Syntax; lines: number } {
  if (!hasOverrides(source)) return { text: source, syntax: base, lines: 0 };
  const end = source.indexOf('\n');
  if (end < 0) throw new TemplateSyntaxError("Missing newline after '#jinja2:' override.", 1);
  const changes = source.slice(header.length, end).split(',').map(readPair);
  return { text: source.slice(end + 1), syntax: withChanges(base, changes), lines: 1 };
}

function readPair(pair: string): [string, string | boolean] {
  if (pair.trim() === '') throw new TemplateSyntaxError("Empty '#jinja2:' override pair not allowed.", 1);
  const colon = pair.indexOf(':');
  if (colon < 0) {
    throw new TemplateSyntaxError(
      `Missing key-value separator \`:\` in '#jinja2:' override pair ${stringRepr(pair)}.`,
      1,
    );
  }
  const key = pair.slice(0, colon).trim();
  const name = names.get(key);
  if (name === undefined)
    throw new TemplateSyntaxError(`Invalid '#jinja2:' override key ${stringRepr(key)}.`, 1);
  return [name, literal(pair.slice(colon + 1).trim())];
}

/** Strings and booleans are all that any of these options takes. */
function literal(text: string): string | boolean {
  if (text === 'True') return true;
  if (text === 'False') return false;
  const quoted = /^(['"])(.*)\1$/s.exec(text);
  if (!quoted) throw new TemplateSyntaxError(`malformed node or string: ${text}`, 1);
  return (quoted[2] as string).replaceAll('\\n', '\n').replaceAll('\\r', '\r').replaceAll('\\\\', '\\');
}
