/**
 * Makes Python source smaller without changing what it does: as `stripPython`, and takes out the spaces beside
 * operators.
 */
export function shrinkPython(source: string): string {
  return stripPython(source)
    .split('\n')
    .map((line) => {
      const text = line.trimStart();
      return ' '.repeat(line.length - text.length) + withoutSpaces(text);
    })
    .join('\n');
}

/**
 * Takes out comments, docstrings and blank lines, writes each statement on one line, and indents by one space.
 *
 * It reads only what `bootstrap/` is written in: triple quotes are docstrings, no string runs over a line end, and no
 * string holds two spaces and a hash.
 */
export function stripPython(source: string): string {
  const statements: { indent: number; text: string }[] = [];
  let depth = 0;
  for (const line of withoutDocstrings(source)) {
    const text = line.trim().replace(/ {2}# .*$/u, '');
    if (text === '' || text.startsWith('#')) continue;
    const open = statements.at(-1);
    if (depth > 0 && open !== undefined) open.text += ` ${text}`;
    else statements.push({ indent: Math.ceil((line.length - line.trimStart().length) / 4), text });
    depth += openBrackets(text);
  }
  return statements.map(({ indent, text }) => `${' '.repeat(indent)}${text}\n`).join('');
}

function* withoutDocstrings(source: string): Generator<string> {
  let inDocstring = false;
  for (const line of source.split('\n')) {
    const quotes = line.split('"""').length - 1;
    if (quotes === 0 && !inDocstring) yield line;
    else if (quotes === 1) inDocstring = !inDocstring;
  }
}

/** How many brackets the text opens and does not close. Negative where it closes earlier ones. */
function openBrackets(text: string): number {
  const bare = text.replaceAll(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/gu, '');
  return (bare.match(/[([{]/gu)?.length ?? 0) - (bare.match(/[)\]}]/gu)?.length ?? 0);
}

/** Strings stay as they are. A comma before `)` stays too: it may make a tuple of one. */
function withoutSpaces(text: string): string {
  return text
    .replaceAll(
      /('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|\s*([,:=+\-*/()[\]{}<>%|&!@])\s*/gu,
      (_match, string?: string, operator?: string) => string ?? operator ?? '',
    )
    .replaceAll(
      /('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|,([\]}])/gu,
      (_match, string?: string, bracket?: string) => string ?? bracket ?? '',
    );
}
