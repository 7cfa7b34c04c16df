/** How many newlines end a text. */
export function newlinesAtEnd(text: string): number {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 0x0a) end--;
  return text.length - end;
}
