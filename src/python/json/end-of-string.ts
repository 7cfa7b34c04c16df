const backslash = 0x5c;

/** Where the closing quote of a JSON string is that begins at a place; undefined where it has none. */
export function endOfString(text: string, begin: number): number | undefined {
  for (let end = text.indexOf('"', begin + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let escapes = 0;
    while (text.charCodeAt(end - 1 - escapes) === backslash) escapes++;
    if (escapes % 2 === 0) return end;
  }
  return undefined;
}
