/** One name that a Python file imports, as AnsiballZ's ModuleDepFinder sees it. */
export interface PythonImport {
  /** Dots before the module in `from ..x import y`; 0 for absolute imports and for `import x`. */
  readonly level: number;
  /** `a.b` of `from a.b import c` or `import a.b`; empty in `from . import c`. */
  readonly module: string;
  /** The names after `import` in the `from` form; undefined for the `import a.b` form. */
  readonly names: readonly string[] | undefined;
  /** True inside any block (try, if, def, class): AnsiballZ doesn't mind when such a module is missing. */
  readonly nested: boolean;
}

/**
 * What has to be told apart to find statements: strings and comments, which may hold anything, and the two keywords
 * where a statement can begin. Triple quotes only open here. A comment takes its newline along, so that a match that
 * ends in a letter is a keyword.
 */
const TOKEN = new RegExp(
  [
    String.raw`"""|'''`,
    String.raw`"(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*'`,
    String.raw`#[^\n]*\n?`,
    String.raw`(?:^|[;:])[ \t\f]*(?:import(?=[ \t\\])|from(?=[ \t\\.]))`,
  ].join('|'),
  'gm',
);

const LETTER_M = 109;
const LETTER_T = 116;
const DOUBLE_QUOTE = 34;
const SINGLE_QUOTE = 39;

/**
 * Every import statement of Python source, wherever it stands, but not text in strings and comments that only looks
 * like one. Source is latin1 or ASCII text: names that matter are ASCII, so the file need not be decoded. Any Python
 * (2 or 3) goes; broken source gives what can be read of it.
 */
export function scanImports(source: string): PythonImport[] {
  const found: PythonImport[] = [];
  let previousEnd = 0;
  TOKEN.lastIndex = 0;
  // `test` and the last letter, as `exec` would make an array for each of some thousand strings a closure.
  while (TOKEN.test(source)) {
    let end = TOKEN.lastIndex;
    const last = source.charCodeAt(end - 1);
    if (last === LETTER_T || last === LETTER_M) {
      end = scanStatement(source, end - (last === LETTER_T ? 'import' : 'from').length, found);
    } else if (last === DOUBLE_QUOTE || last === SINGLE_QUOTE) {
      const triple = last === DOUBLE_QUOTE ? '"""' : "'''";
      if (end - 3 >= previousEnd && source.startsWith(triple, end - 3))
        end = endOfTriple(source, end, triple);
    }
    TOKEN.lastIndex = end;
    previousEnd = end;
  }
  return found;
}

/** Records the import statement whose keyword is at `start` and gives its end (before `;`, `#` or the newline). */
function scanStatement(source: string, start: number, found: PythonImport[]): number {
  const lineStart = source.lastIndexOf('\n', start - 1) + 1;
  let end = endOfLine(source, start);
  let text = source.slice(start, end);
  if (/[(;#\\]/.test(text)) ({ text, end } = joinLines(source, start));
  recordImport(text, text.startsWith('from'), isNested(source.slice(lineStart, start)), found);
  return end;
}

/** Whether a statement behind this beginning of its line is in a block; `import a; import b` is in none. */
function isNested(before: string): boolean {
  if (before === '') return false;
  return /^[ \t\f]|:[ \t\f]*$|^(?:try|if|elif|else|for|while|with|def|class|except|finally)\b/.test(before);
}

/** A statement without its parentheses, comments and line ends. */
function joinLines(source: string, start: number): { text: string; end: number } {
  let text = '';
  let depth = 0;
  let position = start;
  for (; position < source.length; position += 1) {
    let character = source.charAt(position);
    if (character === '#') {
      position = endOfLine(source, position);
      character = '\n';
    }
    if (character === ';' || (character === '\n' && depth === 0)) break;
    if (character === '\\') position += source[position + 1] === '\r' ? 2 : 1;
    else if (character === '(') depth += 1;
    else if (character === ')') depth -= 1;
    text += /[\n\\()]/.test(character) ? ' ' : character;
  }
  // A dotted name may be continued behind a dot.
  return { text: text.replaceAll(/(?<=\w)\.\s+(?=\w)/g, '.'), end: position };
}

function recordImport(text: string, isFrom: boolean, nested: boolean, found: PythonImport[]): void {
  if (!isFrom) {
    for (const module of importedNames(text.slice('import'.length))) {
      found.push({ level: 0, module, names: undefined, nested });
    }
    return;
  }
  const parts = /^from([.\s]*)([\w.]*)\s+import\b(.*)$/s.exec(text);
  if (!parts) return;
  const level = (parts[1] ?? '').replaceAll(/\s/g, '').length;
  found.push({ level, module: parts[2] ?? '', names: importedNames(parts[3] ?? ''), nested });
}

/** `a.b as c, d` gives `a.b`, `d`. */
function importedNames(list: string): string[] {
  const names: string[] = [];
  for (const item of list.split(',')) {
    const name = /^\s*([\w.]+|\*)/.exec(item)?.[1];
    if (name !== undefined) names.push(name);
  }
  return names;
}

function endOfLine(source: string, start: number): number {
  const end = source.indexOf('\n', start);
  return end === -1 ? source.length : end;
}

/** The position after a string that three quotes opened before `start`. A raw string's `\"` doesn't end it either. */
function endOfTriple(source: string, start: number, triple: string): number {
  let end = source.indexOf(triple, start);
  while (end !== -1 && isEscaped(source, end)) end = source.indexOf(triple, end + 1);
  return end === -1 ? source.length : end + 3;
}

function isEscaped(source: string, position: number): boolean {
  let backslashes = 0;
  while (source[position - 1 - backslashes] === '\\') backslashes += 1;
  return backslashes % 2 === 1;
}
