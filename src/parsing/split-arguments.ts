import { MitorunError } from '../errors/mitorun-error.ts';

/**
 * Splits `src=a dest="b c" {{ d }}` at blanks as ansible.parsing.splitter does: not inside quotes, nor inside
 * `{{ }}`, `{% %}` and `{# #}`. Blanks that repeat and newlines stay at the end of the token before them, so that
 * `joinArguments` restores the text. Throws MitorunError PARSER without a position for open quotes or blocks.
 */
export function splitArguments(text: string): string[] {
  if (text === '') return [];
  const splitter = new Splitter();
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) splitter.addLine(line, index < lines.length - 1);
  if (splitter.isOpen) {
    throw new MitorunError(
      'PARSER',
      `failed at splitting arguments, either an unbalanced jinja2 block or quotes: ${text}`,
    );
  }
  return splitter.tokens;
}

/** The text that these tokens came from, with one blank where there was no newline. */
export function joinArguments(tokens: readonly string[]): string {
  let joined = '';
  for (const token of tokens) joined += joined === '' || joined.endsWith('\n') ? token : ` ${token}`;
  return joined;
}

const delimiters = [
  ['{{', '}}'],
  ['{%', '%}'],
  ['{#', '#}'],
] as const;

class Splitter {
  readonly tokens: string[] = [];
  #quote: string | undefined;
  /** How many of each kind of block are open. */
  readonly #depths = [0, 0, 0];

  get isOpen(): boolean {
    return this.#quote !== undefined || this.#insideBlock;
  }

  get #insideBlock(): boolean {
    return this.#depths.some((depth) => depth > 0);
  }

  addLine(line: string, newlineFollows: boolean): void {
    let continued = false;
    for (const [index, word] of line.split(' ').entries()) {
      if (word === '' && index !== 0) this.#extendLast(' ');
      else if (word === '\\' && this.#quote === undefined) continued = true;
      else this.#addWord(word, index === 0);
    }
    if (newlineFollows && !continued) this.#extendLast('\n');
  }

  #addWord(word: string, first: boolean): void {
    const wasQuoted = this.#quote !== undefined;
    this.#quote = quoteAfter(word, this.#quote);
    const quoted = this.#quote !== undefined;
    let added = true;
    if (quoted && !wasQuoted && !this.#insideBlock) this.tokens.push(word);
    else if (this.#insideBlock || quoted || wasQuoted)
      this.#extendLast(first && wasQuoted ? word : `${first ? '' : ' '}${word}`);
    else added = false;
    for (const [kind, [open, close]] of delimiters.entries()) {
      const before = this.#depths[kind] ?? 0;
      const depth = Math.max(0, before + count(word, open) - count(word, close));
      this.#depths[kind] = depth;
      if (depth !== before && !added) {
        this.tokens.push(word);
        added = true;
      }
    }
    if (!added && !this.#insideBlock && !quoted && word !== '') this.tokens.push(word);
  }

  #extendLast(text: string): void {
    if (this.tokens.length === 0) this.tokens.push(text);
    else this.tokens[this.tokens.length - 1] += text;
  }
}

/** The quote that is open behind a word; a backslash before a quote hides it. */
function quoteAfter(word: string, open: string | undefined): string | undefined {
  let quote = open;
  for (let index = 0; index < word.length; index += 1) {
    const character = word[index];
    if ((character !== '"' && character !== "'") || word[index - 1] === '\\') continue;
    if (quote === undefined) quote = character;
    else if (quote === character) quote = undefined;
  }
  return quote;
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}
