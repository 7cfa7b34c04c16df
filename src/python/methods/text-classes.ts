import { characters } from '../operators/iterate.ts';
import { whiteSpace } from '../white-space.ts';

/** Python's character classes of str: what `isalpha()` and its relatives ask of every character. */
const every =
  (members: string) =>
  (text: string): boolean =>
    text !== '' && hasOnly(members)(text);

/** Looks for one that is none of them: V8's stack has no room for a repetition over millions of characters. */
function hasOnly(members: string): (text: string) => boolean {
  const other = new RegExp(`[^${members}]`, 'u');
  return (text) => !other.test(text);
}

export const isAscii = hasOnly('\\0-\\x7f');
export const isAlpha = every('\\p{L}');
export const isAlphanumeric = every('\\p{L}\\p{N}');
export const isDecimal = every('\\p{Nd}');
/** Digits that are no decimals (superscripts, digits in circles), and numerals among the ideographs. */
const otherDigits =
  String.raw`\u00b2\u00b3\u00b9\u1369-\u1371\u19da\u2070\u2074-\u2079\u2080-\u2089\u2460-\u2468\u2474-\u247c` +
  String.raw`\u2488-\u2490\u24ea\u24f5-\u24fd\u24ff\u2776-\u277e\u2780-\u2788\u278a-\u2792\u{10a40}-\u{10a43}` +
  String.raw`\u{10e60}-\u{10e68}\u{11052}-\u{1105a}\u{1f100}-\u{1f10a}`;
const ideographicNumerals =
  String.raw`\u3405\u3483\u382a\u3b4d\u4e00\u4e03\u4e07\u4e09\u4e5d\u4e8c\u4e94\u4e96\u4ebf\u4ec0\u4edf\u4ee8` +
  String.raw`\u4f0d\u4f70\u5104\u5146\u5169\u516b\u516d\u5341\u5343-\u5345\u534c\u53c1-\u53c4\u56db\u58f1` +
  String.raw`\u58f9\u5e7a\u5efe\u5eff\u5f0c-\u5f0e\u5f10\u62fe\u634c\u67d2\u6f06\u7396\u767e\u8086\u842c` +
  String.raw`\u8cae\u8cb3\u8d30\u9621\u9646\u964c\u9678\u96f6\uf96b\uf973\uf978\uf9b2\uf9d1\uf9d3\uf9fd` +
  String.raw`\u{20001}\u{20064}\u{200e2}\u{20121}\u{2092a}\u{20983}\u{2098c}\u{2099c}\u{20aea}\u{20afd}` +
  String.raw`\u{20b19}\u{22390}\u{22998}\u{23b1b}\u{2626d}\u{2f890}`;
export const isDigit = every(`\\p{Nd}${otherDigits}`);
export const isNumeric = every(`\\p{N}${ideographicNumerals}`);
const spaces = new RegExp(`^${whiteSpace}+$`);
export const isSpace = (text: string): boolean => spaces.test(text);
const continuesIdentifier = hasOnly('\\p{XID_Continue}');
export const isIdentifier = (text: string): boolean =>
  /^[_\p{XID_Start}]/u.test(text) && continuesIdentifier(text);
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]/u;
export const isPrintable = (text: string): boolean => !unprintable.test(text);

export function isLower(text: string): boolean {
  return /\p{Lowercase}/u.test(text) && !/[\p{Uppercase}\p{Lt}]/u.test(text);
}

export function isUpper(text: string): boolean {
  return /\p{Uppercase}/u.test(text) && !/[\p{Lowercase}\p{Lt}]/u.test(text);
}

/** Upper case begins words and lower case goes on in them, and there is some of either. */
export function isTitle(text: string): boolean {
  let cased = false;
  let found = false;
  for (const character of text) {
    if (/[\p{Uppercase}\p{Lt}]/u.test(character)) {
      if (cased) return false;
      cased = true;
      found = true;
    } else if (/\p{Lowercase}/u.test(character)) {
      if (!cased) return false;
      found = true;
    } else cased = false;
  }
  return found;
}

/** Title case of the letters whose upper case is two letters in one. */
const digraphs: ReadonlyMap<string, string> = new Map([
  ['Ǆ', 'ǅ'],
  ['Ǉ', 'ǈ'],
  ['Ǌ', 'ǋ'],
  ['Ǳ', 'ǲ'],
]);

/** A letter at the beginning of a word: upper case, but one letter alone of those that become several. */
function titleLetter(letter: string): string {
  if (/[\u10d0-\u10fa\u10fd-\u10ff]/.test(letter)) return letter;
  const upper = letter.toUpperCase();
  if (upper.length === letter.length) return digraphs.get(upper) ?? upper;
  if (upper.endsWith('Ι') && !letter.startsWith('Ι')) return `${upper.slice(0, -1)}\u0345`.normalize('NFC');
  const [head = ''] = /^\P{Cased}*./su.exec(upper) ?? [];
  return head + upper.slice(head.length).toLowerCase();
}

/** `str.title()`: a letter after anything that has no case is in title case, all others in lower case. */
export function titleCase(text: string): string {
  return text.replace(/\p{Cased}+/gu, (word) => {
    const [first = ''] = word;
    return titleLetter(first) + word.slice(first.length).toLowerCase();
  });
}

export function swapCase(text: string): string {
  return characters(text)
    .map((character) => {
      if (isUpper(character)) return character.toLowerCase();
      return isLower(character) ? character.toUpperCase() : character;
    })
    .join('');
}

/** `str.capitalize()`. */
export function capitalize(text: string): string {
  const [first = ''] = text;
  return titleLetter(first) + text.slice(first.length).toLowerCase();
}

/** `str.casefold()`: lower case, and the letters that only folding equates. */
export function caseFold(text: string): string {
  return isAscii(text) ? text.toLowerCase() : characters(text).map(foldLetter).join('');
}

function foldLetter(letter: string): string {
  if (letter === 'ı') return letter;
  if (/[\u13a0-\u13ff\uab70-\uabbf]/.test(letter)) return letter.toUpperCase();
  return characters(letter.toLowerCase().toUpperCase())
    .map((upper) => upper.toLowerCase())
    .join('');
}
