import { mayBeLossy } from '../python/file-system.ts';
import { readFileSync } from 'node:fs';
import { decodeEscaping, isWellFormed } from '../python/bytes-text.ts';

/**
 * What the operating system gave this process in bytes: Node has put U+FFFD in place of those that are no UTF-8, Linux still
 * knows them. Elsewhere, and where Linux does not tell, what Node has.
 */

/** The arguments, the last of the command line's. */
export function nativeArguments(shown: readonly string[], commandLine = readLinux('cmdline')): string[] {
  if (!shown.some(mayBeLossy)) return [...shown];
  const words = commandLine?.slice(commandLine.length - shown.length) ?? [];
  return words.length === shown.length && words.every((word, index) => looksLike(word, shown[index]))
    ? words
    : [...shown];
}

/** The environment; a variable that was changed since the start is as Node has it. */
export function nativeEnvironment(
  shown: Readonly<Record<string, string | undefined>>,
  atStart = readLinux('environ'),
): Readonly<Record<string, string | undefined>> {
  if (!Object.values(shown).some((value) => value !== undefined && mayBeLossy(value))) return shown;
  const native: Record<string, string | undefined> = { ...shown };
  for (const word of atStart ?? []) {
    const border = word.indexOf('=');
    const name = word.slice(0, border);
    const value = word.slice(border + 1);
    if (Object.hasOwn(shown, name) && !isWellFormed(value) && looksLike(value, shown[name]))
      native[name] = value;
  }
  return native;
}

/** True where Node's lossy reading of these bytes may be `shown`: what is text in both agrees. */
function looksLike(text: string, shown: string | undefined): boolean {
  return text.replace(/\p{Cs}+/gu, '\ufffd') === shown?.replace(/\ufffd+/g, '\ufffd');
}

/** The words, each ended by a zero byte, of a file about this process. */
function readLinux(name: 'cmdline' | 'environ'): string[] | undefined {
  try {
    return decodeEscaping(readFileSync(`/proc/self/${name}`))
      .split('\0')
      .slice(0, -1);
  } catch {
    return undefined;
  }
}
