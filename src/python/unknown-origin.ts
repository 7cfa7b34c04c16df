import type { Origin } from '../errors/origin.ts';
import { str } from './repr.ts';
import type { Value } from './value.ts';

const width = 120;
const cutMark = ' [...]';

/** The place of a value that no user wrote in a file: Ansible shows the value itself, cut between words. None has none. */
export function unknownOrigin(value: Value): Origin | undefined {
  if (value === null) return undefined;
  return originByValue('<unknown>', value);
}

/** The place of a value in a source that has no lines to show: `<CLI option '-e'>`. Ansible shows the value instead. */
export function originByValue(source: string, value: Value): Origin {
  return { file: source, line: 0, column: 0, excerpt: shortened(str(value)) };
}

/** `textwrap.shorten`: blanks become one, and words that are too many are left out. */
function shortened(text: string): string {
  const words = text.split(/[\t\n\v\f\r ]+/).filter((word) => word !== '');
  const whole = words.join(' ');
  if (whole.length <= width) return whole;
  let kept = '';
  for (const word of words) {
    const longer = kept === '' ? word : `${kept} ${word}`;
    if (longer.length + cutMark.length > width) break;
    kept = longer;
  }
  return `${kept}${cutMark}`.trim();
}
