/** Without what mitorun alone says: which keyword a misspelled one may stand for. */
export function withoutOwnHints(text: string): string {
  return text.replaceAll(/^(?:'\w+' is a keyword: did you mean that\?|did you mean '\w+'\?)\n/gm, '');
}
