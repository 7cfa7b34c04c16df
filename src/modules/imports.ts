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

const SPECIAL = new Uint8Array(256);
for (const character of '"\'#\n\\()[]{};:') SPECIAL[character.charCodeAt(0)] = 1;

const NEWLINE = 10;
const SPACE = 32;
const TAB = 9;
const FORM_FEED = 12;
const CARRIAGE_RETURN = 13;
const BACKSLASH = 92;
const DOT = 46;
const LETTER_F = 102;
const LETTER_I = 105;

/**
 * Every import statement of Python source, wherever it stands, but not text in strings and comments that only looks
 * like one. Source is latin1 or ASCII text: names that matter are ASCII, so the file need not be decoded. Any Python
 * (2 or 3) goes; broken source gives what can be read of it.
 */
export function scanImports(source: string): PythonImport[] {
  const found: PythonImport[] = [];
  const length = source.length;
  let position = 0;
  while (position < length) {
    let start = position;
    let code = source.charCodeAt(start);
    while (code === SPACE || code === TAB || code === FORM_FEED) code = source.charCodeAt((start += 1));
    const indented = start > position;
    position = scanLogicalLine(source, start, indented, found);
  }
  return found;
}

/** Reads one logical line, which may hold several statements, and gives the position after its newline. */
function scanLogicalLine(source: string, start: number, indented: boolean, found: PythonImport[]): number {
  const length = source.length;
  let nested = indented;
  let depth = 0;
  let position = start;
  let atStatement = true;
  while (position < length) {
    if (atStatement) {
      atStatement = false;
      position = skipBlanks(source, position);
      const end = scanImportStatement(source, position, nested, found);
      if (end !== undefined) {
        position = end;
        continue;
      }
    }
    const code = source.charCodeAt(position);
    if (SPECIAL[code & 255] === 0) {
      position += 1;
      continue;
    }
    switch (source[position]) {
      case '\n':
        position += 1;
        if (depth === 0) return position;
        break;
      case '#':
        position = endOfLine(source, position);
        break;
      case '\\':
        position += source.charCodeAt(position + 1) === CARRIAGE_RETURN ? 3 : 2;
        break;
      case '"':
      case "'":
        position = endOfString(source, position);
        break;
      case ';':
        position += 1;
        atStatement = depth === 0;
        break;
      case ':':
        // Behind a colon may stand the body of `try:` or `if x:` on the same line; it is a block all the same.
        position += 1;
        if (depth === 0) {
          nested = true;
          atStatement = true;
        }
        break;
      case '(':
      case '[':
      case '{':
        depth += 1;
        position += 1;
        break;
      default:
        depth = Math.max(0, depth - 1);
        position += 1;
    }
  }
  return length;
}

/** Where an import statement begins at `start`: records it and gives its end (before `;`, `#` or the newline). */
function scanImportStatement(
  source: string,
  start: number,
  nested: boolean,
  found: PythonImport[],
): number | undefined {
  const first = source.charCodeAt(start);
  const isFrom = first === LETTER_F && source.startsWith('from', start);
  if (!isFrom && !(first === LETTER_I && source.startsWith('import', start))) return undefined;
  const after = source.charCodeAt(start + (isFrom ? 4 : 6));
  if (after !== SPACE && after !== TAB && after !== BACKSLASH && !(isFrom && after === DOT)) return undefined;

  let text = '';
  let depth = 0;
  let position = start;
  for (; position < source.length; position += 1) {
    const character = source[position];
    if (character === '#') position = endOfLine(source, position);
    if (source.charCodeAt(position) === NEWLINE) {
      if (depth === 0) break;
      text += ' ';
    } else if (character === ';') break;
    else if (character === '\\') {
      position += source.charCodeAt(position + 1) === CARRIAGE_RETURN ? 2 : 1;
      text += ' ';
    } else if (character === '(' || character === ')') {
      depth += character === '(' ? 1 : -1;
      text += ' ';
    } else text += character ?? '';
  }
  recordImport(text, isFrom, nested, found);
  return position;
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

function skipBlanks(source: string, start: number): number {
  let position = start;
  let code = source.charCodeAt(position);
  while (code === SPACE || code === TAB || code === FORM_FEED) code = source.charCodeAt((position += 1));
  return position;
}

function endOfLine(source: string, start: number): number {
  const end = source.indexOf('\n', start);
  return end === -1 ? source.length : end;
}

/** The position after a string literal that opens at `start`. Prefixes don't matter: a raw string's `\"` doesn't end it either. */
function endOfString(source: string, start: number): number {
  const quote = source.charAt(start);
  const triple = quote.repeat(3);
  if (source.startsWith(triple, start)) {
    let end = source.indexOf(triple, start + 3);
    while (end !== -1 && isEscaped(source, end)) end = source.indexOf(triple, end + 1);
    return end === -1 ? source.length : end + 3;
  }
  const quoteCode = quote.charCodeAt(0);
  for (let position = start + 1; position < source.length; position += 1) {
    const code = source.charCodeAt(position);
    if (code === quoteCode) return position + 1;
    if (code === BACKSLASH) position += 1;
    else if (code === NEWLINE) return position;
  }
  return source.length;
}

function isEscaped(source: string, position: number): boolean {
  let backslashes = 0;
  while (source.charCodeAt(position - 1 - backslashes) === BACKSLASH) backslashes += 1;
  return backslashes % 2 === 1;
}
