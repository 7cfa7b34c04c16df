/** How large a JSON text may be in ways that its length does not tell. */
export interface JsonLimits {
  /** Lists and objects in one another. */
  readonly depth: number;
  /** Lists, objects and their members in all. */
  readonly values: number;
}

const quote = 0x22;
const backslash = 0x5c;

/**
 * What of the limits a JSON text passes, in words; undefined where it keeps them. Reads no values, so it costs no memory
 * and no stack whatever the text holds; a text that is no JSON gets some answer, and its reader says what is wrong.
 */
export function excessOf(text: string, { depth, values }: JsonLimits): string | undefined {
  let open = 0;
  let seen = 1;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case quote:
        at = endOfString(text, at);
        break;
      case 0x5b: // [
      case 0x7b: // {
        seen++;
        if (++open > depth) return `it is nested deeper than ${depth} levels`;
        break;
      case 0x5d: // ]
      case 0x7d: // }
        open--;
        break;
      case 0x2c: // ,
        if (++seen > values) return `it has more than ${values} values`;
        break;
      default:
    }
  }
  return undefined;
}

/** Where the string that begins here ends: at its closing quote, or with the text. */
function endOfString(text: string, begin: number): number {
  for (let end = text.indexOf('"', begin + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let escapes = 0;
    while (text.charCodeAt(end - 1 - escapes) === backslash) escapes++;
    if (escapes % 2 === 0) return end;
  }
  return text.length;
}
