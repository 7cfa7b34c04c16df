/** A glob as Python's `fnmatch.translate` understands it, for whole names. */
export function globToRegex(glob: string): RegExp {
  let regex = '';
  for (let at = 0; at < glob.length; at++) {
    const character = glob[at] as string;
    if (character === '*') regex += glob[at - 1] === '*' ? '' : '.*';
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
