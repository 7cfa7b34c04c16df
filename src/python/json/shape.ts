import { endOfString } from './end-of-string.ts';

/** How large a JSON text may be in ways that its length does not tell. */
export interface JsonLimits {
  /** Lists and objects in one another. */
  readonly depth: number;
  /** Lists, objects and their members in all. */
  readonly values: number;
}

const quote = 0x22;

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
        at = endOfString(text, at) ?? text.length;
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
