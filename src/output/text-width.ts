/** Ansible counts these as a column less. */
const takingBack = new Set(['\b', '\u007f', '\u0094', '\u001b']);

/** How many columns a text takes in a terminal: wide characters count two, combining and control characters and lone surrogates none. */
export function displayWidth(text: string): number {
  if (/^[\u0020-\u007e]*$/.test(text)) return text.length;
  let width = 0;
  for (const character of text) {
    if (takingBack.has(character)) width -= 1;
    if (/\p{Mn}|\p{Me}|\p{Cf}|\p{Cc}|\p{Cs}/u.test(character)) continue;
    width += isWide(character.codePointAt(0) ?? 0) ? 2 : 1;
  }
  return Math.max(0, width);
}

/** Ranges of Unicode's East Asian Wide and Fullwidth, as wcwidth has them. */
const wideRanges: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
];

function isWide(code: number): boolean {
  return wideRanges.some(([first, last]) => code >= first && code <= last);
}
