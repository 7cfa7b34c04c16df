import { whiteSpace as space } from '../../python/white-space.ts';
import { type Syntax, syntaxKey } from '../syntax/syntax.ts';

/** The regular expressions that split a template with this syntax. All but `begin` are sticky. */
export interface Patterns {
  /** The next delimiter: groups raw (its sign), then the group named after each kind. */
  readonly begin: RegExp;
  readonly rawEnd: RegExp;
  readonly commentEnd: RegExp;
  readonly blockEnd: RegExp;
  readonly variableEnd: RegExp;
}

const cache = new Map<string, Patterns>();

export function patternsFor(syntax: Syntax): Patterns {
  const key = syntaxKey(syntax);
  let patterns = cache.get(key);
  if (!patterns) {
    patterns = build(syntax);
    cache.set(key, patterns);
  }
  return patterns;
}

function build(syntax: Syntax): Patterns {
  const blockStart = quote(syntax.blockStart);
  const blockEnd = quote(syntax.blockEnd);
  const variableEnd = quote(syntax.variableEnd);
  const commentEnd = quote(syntax.commentEnd);
  const newline = syntax.trimBlocks ? '\\n?' : '';
  const starts: [number, string][] = [
    [syntax.commentStart.length, `(?<comment>${quote(syntax.commentStart)}(?<commentSign>[-+]?))`],
    [syntax.blockStart.length, `(?<block>${blockStart}(?<blockSign>[-+]?))`],
    [syntax.variableStart.length, `(?<variable>${quote(syntax.variableStart)}(?<variableSign>[-+]?))`],
  ];
  if (syntax.lineStatementPrefix !== undefined) {
    const prefix = syntax.lineStatementPrefix;
    starts.push([prefix.length, `(?<lineStatement>^[ \\t\\v]*${quote(prefix)}(?<lineStatementSign>[-+]?))`]);
  }
  if (syntax.lineCommentPrefix !== undefined) {
    const prefix = syntax.lineCommentPrefix;
    starts.push([
      prefix.length,
      `(?<lineComment>(?:^|(?<=\\S))[^\\S\\r\\n]*${quote(prefix)}(?<lineCommentSign>[-+]?))`,
    ]);
  }
  starts.sort(([a], [b]) => b - a);
  const raw = `(?<raw>${blockStart}(?<rawSign>[-+]?)${space}*raw${space}*(?:-${blockEnd}${space}*|${blockEnd}))`;
  return {
    begin: new RegExp([raw, ...starts.map(([, pattern]) => pattern)].join('|'), 'gm'),
    rawEnd: new RegExp(
      `${blockStart}(?<sign>[-+]?)${space}*endraw${space}*(?:\\+${blockEnd}|-${blockEnd}${space}*|${blockEnd}${newline})`,
      'g',
    ),
    commentEnd: new RegExp(`\\+${commentEnd}|-${commentEnd}${space}*|${commentEnd}${newline}`, 'g'),
    blockEnd: new RegExp(`\\+${blockEnd}|-${blockEnd}${space}*|${blockEnd}${newline}`, 'y'),
    variableEnd: new RegExp(`-${variableEnd}${space}*|${variableEnd}`, 'y'),
  };
}

function quote(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
