/** What the characters of a scalar allow, by libyaml's rules. */
export interface ScalarAnalysis {
  readonly multiline: boolean;
  readonly flowPlain: boolean;
  readonly blockPlain: boolean;
  readonly singleQuoted: boolean;
  readonly block: boolean;
}

export function isBreakCharacter(character: string): boolean {
  return (
    character === '\n' ||
    character === '\r' ||
    character === '\x85' ||
    character === '\u2028' ||
    character === '\u2029'
  );
}

function isBlankOrEnd(character: string | undefined): boolean {
  return (
    character === undefined ||
    character === ' ' ||
    character === '\t' ||
    character === '\0' ||
    isBreakCharacter(character)
  );
}

/** libyaml writes these as they are. A tab, and everything beyond U+FFFF, it escapes. */
export function isPrintable(character: string): boolean {
  const code = character.codePointAt(0) as number;
  if (code === 0x0a || (code >= 0x20 && code <= 0x7e)) return true;
  if (code < 0xa0 || code > 0xffff) return false;
  return code !== 0xfeff && code !== 0xfffe && code !== 0xffff && (code < 0xd800 || code > 0xdfff);
}

const leadingIndicators = new Set('#,[]{}&*!|>\'"%@`');
const innerFlowIndicators = new Set(',?[]{}');

/** The text of a scalar as characters, looked at once before a style is chosen. */
export function analyzeScalar(characters: readonly string[], allowUnicode: boolean): ScalarAnalysis {
  if (characters.length === 0) {
    return { multiline: false, flowPlain: false, blockPlain: true, singleQuoted: true, block: false };
  }
  const { blockIndicators, flowIndicators } = findIndicators(characters);
  const space = findWhitespace(characters);
  const special = characters.some(
    (character) => !isPrintable(character) || (!allowUnicode && character > '\x7f'),
  );
  const unquotable = space.atEdge || space.afterBreak || space.beforeBreak || special || space.multiline;
  return {
    multiline: space.multiline,
    flowPlain: !unquotable && !flowIndicators,
    blockPlain: !unquotable && !blockIndicators,
    singleQuoted: !space.afterBreak && !space.beforeBreak && !special,
    block: !space.trailing && !space.beforeBreak && !special,
  };
}

function findIndicators(characters: readonly string[]): {
  blockIndicators: boolean;
  flowIndicators: boolean;
} {
  const start = characters.slice(0, 3).join('');
  let blockIndicators = start === '---' || start === '...';
  let flowIndicators = blockIndicators;
  for (const [at, character] of characters.entries()) {
    const followed = isBlankOrEnd(characters[at + 1]);
    const preceded = at === 0 || isBlankOrEnd(characters[at - 1]);
    if (at === 0) {
      if (leadingIndicators.has(character) || (character === '-' && followed))
        blockIndicators = flowIndicators = true;
      else if (character === '?' || character === ':') {
        flowIndicators = true;
        if (followed) blockIndicators = true;
      }
    } else if (innerFlowIndicators.has(character)) flowIndicators = true;
    else if (character === ':') {
      flowIndicators = true;
      if (followed) blockIndicators = true;
    } else if (character === '#' && preceded) blockIndicators = flowIndicators = true;
  }
  return { blockIndicators, flowIndicators };
}

interface Whitespace {
  multiline: boolean;
  /** A blank or break first or last. */
  atEdge: boolean;
  /** A blank last. */
  trailing: boolean;
  /** A blank right after a break. */
  afterBreak: boolean;
  /** A blank right before a break. */
  beforeBreak: boolean;
}

function findWhitespace(characters: readonly string[]): Whitespace {
  const first = characters[0] as string;
  const last = characters.at(-1) as string;
  const found: Whitespace = {
    multiline: false,
    atEdge: first === ' ' || last === ' ' || isBreakCharacter(first) || isBreakCharacter(last),
    trailing: last === ' ',
    afterBreak: false,
    beforeBreak: false,
  };
  let previous = '';
  for (const character of characters) {
    if (isBreakCharacter(character)) {
      found.multiline = true;
      if (previous === ' ') found.beforeBreak = true;
      previous = '\n';
    } else if (character === ' ') {
      if (previous === '\n') found.afterBreak = true;
      previous = ' ';
    } else previous = '';
  }
  return found;
}
