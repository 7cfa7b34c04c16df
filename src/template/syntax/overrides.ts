import { literalEval } from '../../python/literal.ts';
import { repr, stringRepr } from '../../python/repr.ts';
import { Tuple } from '../../python/tuple.ts';
import { typeName } from '../../python/type-name.ts';
import type { Value } from '../../python/value.ts';
import type { TextTemplateOptions } from '../registry.ts';
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
    throw headerFault('Block, variable and comment start strings must be different.');
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
  if (end < 0) throw headerFault("Missing newline after '#jinja2:' override.");
  // Of a key that stands twice only the last value is looked at.
  const written = new Map(source.slice(header.length, end).split(',').map(readPair));
  const changes = [...written].map(
    ([key, value]) => [names.get(key) as string, optionValue(key, value)] as const,
  );
  return { text: source.slice(end + 1), syntax: withChanges(base, changes), lines: 1 };
}

function readPair(pair: string): [string, Value] {
  if (pair.trim() === '') throw headerFault("Empty '#jinja2:' override pair not allowed.");
  const colon = pair.indexOf(':');
  if (colon < 0) {
    throw headerFault(`Missing key-value separator \`:\` in '#jinja2:' override pair ${stringRepr(pair)}.`);
  }
  const key = pair.slice(0, colon).trim();
  if (!names.has(key)) throw headerFault(`Invalid '#jinja2:' override key ${stringRepr(key)}.`);
  const text = pair.slice(colon + 1).trim();
  const value = literalEval(text);
  if (value === undefined) throw headerFault(`malformed node or string: ${text}`);
  return [key, value];
}

const newlines = ['\n', '\r\n', '\r'];
const switches = ['trim_blocks', 'lstrip_blocks', 'keep_trailing_newline'];
const optional = ['line_statement_prefix', 'line_comment_prefix'];

/** What an option takes: no more than ansible-core's types allow. */
function optionValue(key: string, value: Value): string | boolean | undefined {
  const type = typeName(value);
  const wrong = (wanted: string, found: string): TemplateSyntaxError =>
    headerFault(`TemplateOverrides.${key} must be ${wanted} instead of ${found}`);
  if (key === 'newline_sequence') {
    if (typeof value === 'string' && newlines.includes(value)) return value;
    throw wrong(`one of ${repr(new Tuple(newlines))}`, repr(value));
  }
  if (switches.includes(key)) {
    if (typeof value === 'boolean') return value;
    throw wrong("<class 'bool'>", `<class '${type}'>`);
  }
  if (typeof value === 'string') return value;
  if (!optional.includes(key)) throw wrong("<class 'str'>", `<class '${type}'>`);
  if (value === null) return undefined;
  throw wrong("<class 'str'> or <class 'NoneType'>", `<class '${type}'>`);
}

function headerFault(message: string): TemplateSyntaxError {
  return new TemplateSyntaxError(message, 1);
}
