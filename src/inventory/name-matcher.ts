import { MitorunError } from '../errors/mitorun-error.ts';
import { compileRegex } from '../python/regex/pattern.ts';

/**
 * Whether a name is one that a pattern names: `~regex` as Python's `re.match`, else a glob as `fnmatch`.
 * Throws MitorunError INVENTORY for a regular expression that is none.
 */
export function nameMatcher(pattern: string): (name: string) => boolean {
  if (!isSpecial(pattern)) return (name) => name === pattern;
  try {
    if (!pattern.startsWith('~')) {
      const glob = globToRegex(pattern);
      return (name) => glob.test(name);
    }
    const compiled = compileRegex(pattern.slice(1));
    return (name) => compiled.match(name) !== undefined;
  } catch (error) {
    throw new MitorunError('INVENTORY', `Invalid host list pattern: ${pattern}`, { cause: error });
  }
}

/** Whether a pattern is anything but a plain name. */
export function isSpecial(pattern: string): boolean {
  return pattern.startsWith('~') || /[*?[]/.test(pattern);
}

/** Python's `fnmatch.translate`. */
function globToRegex(glob: string): RegExp {
  let regex = '';
  for (let at = 0; at < glob.length; at++) {
    const character = glob[at] as string;
    if (character === '*') regex += '.*';
    else if (character === '?') regex += '.';
    else if (character === '[') {
      const end = closingBracket(glob, at);
      regex += end === undefined ? '\\[' : characterSet(glob.slice(at + 1, end));
      at = end ?? at;
    } else regex += escapeCharacter(character);
  }
  return new RegExp(`^(?:${regex})$`, 'su');
}

/** Where a set ends; a `]` right at its start, or behind its `!`, is a member. */
function closingBracket(glob: string, open: number): number | undefined {
  let from = open + 1;
  if (glob[from] === '!') from++;
  if (glob[from] === ']') from++;
  const end = glob.indexOf(']', from);
  return end === -1 ? undefined : end;
}

function characterSet(body: string): string {
  const negated = body.startsWith('!');
  const members = (negated ? body.slice(1) : body)
    .replace(/(.)-(.)/g, (range: string, from: string, to: string) => (from <= to ? range : ''))
    .replace(/[\\[\]^]/g, '\\$&');
  if (members === '') return negated ? '.' : '(?!)';
  return `[${negated ? '^' : ''}${members}]`;
}

function escapeCharacter(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
}
