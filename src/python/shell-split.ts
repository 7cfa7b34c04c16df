/**
 * Python's `shlex.split`: words as a POSIX shell sees them, quotes removed, nothing expanded.
 * Throws an Error with Python's words for an open quote or a trailing backslash.
 */
export function shellSplit(text: string, options: { readonly comments?: boolean } = {}): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let at = 0;
  while (at < text.length) {
    const character = text.charAt(at);
    if (' \t\r\n'.includes(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      at++;
    } else if (character === '#' && options.comments === true) {
      if (word !== undefined) words.push(word);
      word = undefined;
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end;
    } else if (character === "'") {
      const end = text.indexOf("'", at + 1);
      if (end < 0) throw new Error('No closing quotation');
      word = (word ?? '') + text.slice(at + 1, end);
      at = end + 1;
    } else if (character === '"') {
      const quoted = doubleQuoted(text, at + 1);
      word = (word ?? '') + quoted.text;
      at = quoted.end;
    } else if (character === '\\') {
      if (at + 1 >= text.length) throw new Error('No escaped character');
      word = (word ?? '') + text.charAt(at + 1);
      at += 2;
    } else {
      word = (word ?? '') + character;
      at++;
    }
  }
  if (word !== undefined) words.push(word);
  return words;
}

function doubleQuoted(text: string, start: number): { readonly text: string; readonly end: number } {
  let out = '';
  for (let at = start; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '"') return { text: out, end: at + 1 };
    const next = text.charAt(at + 1);
    if (character === '\\' && (next === '"' || next === '\\')) {
      out += next;
      at++;
    } else out += character;
  }
  throw new Error('No closing quotation');
}

/** Python's `shlex.quote`: the word as one argument of a POSIX shell. */
export function shellQuote(word: string): string {
  if (word === '') return "''";
  return /[^\w@%+=:,./-]/.test(word) ? `'${word.replaceAll("'", `'"'"'`)}'` : word;
}

/** Python's `shlex.join`: words as one command of a POSIX shell; csh and fish read it alike. */
export function shellCommand(words: readonly string[]): string {
  return words.map(shellQuote).join(' ');
}
