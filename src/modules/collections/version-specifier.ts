import { comparePep440 } from '../../python/pep440.ts';
import { valueError } from '../../python/python-error.ts';

const release = String.raw`v?(?:\d+!)?\d+(?:\.\d+)*`;
const pre = String.raw`(?:[-_.]?(?:alpha|beta|preview|pre|a|b|c|rc)[-_.]?\d*)?`;
const post = String.raw`(?:-\d+|[-_.]?(?:post|rev|r)[-_.]?\d*)?`;
const dev = String.raw`(?:[-_.]?dev[-_.]?\d*)?`;
const local = String.raw`(?:\+[a-z0-9]+(?:[-_.][a-z0-9]+)*)?`;

/** What may follow each operator; the longer operators stand before those that they begin with. */
const clauses: readonly (readonly [string, RegExp])[] = [
  ['===', /^\S+$/],
  ['~=', new RegExp(`^v?(?:\\d+!)?\\d+(?:\\.\\d+)+${pre}${post}${dev}$`, 'i')],
  ['==', new RegExp(`^${release}(?:\\.\\*|${pre}${post}${dev}${local})$`, 'i')],
  ['!=', new RegExp(`^${release}(?:\\.\\*|${pre}${post}${dev}${local})$`, 'i')],
  ['<=', new RegExp(`^${release}${pre}${post}${dev}$`, 'i')],
  ['>=', new RegExp(`^${release}${pre}${post}${dev}$`, 'i')],
  ['<', new RegExp(`^${release}${pre}${post}${dev}$`, 'i')],
  ['>', new RegExp(`^${release}${pre}${post}${dev}$`, 'i')],
];

/**
 * Whether a version without any suffix (`2.19.11`) is in a set like `>=2.15,!=2.16.*` (PEP 440). Throws ValueError in the
 * words of `packaging`.
 */
export function isInVersionSet(version: string, set: string): boolean {
  const parts = set.split(',').map((part) => part.trim());
  return parts.filter((part) => part !== '').every((part) => meetsClause(version, part));
}

function meetsClause(version: string, clause: string): boolean {
  for (const [operator, pattern] of clauses) {
    if (!clause.startsWith(operator)) continue;
    const wanted = clause.slice(operator.length).trim();
    if (!pattern.test(wanted)) break;
    return compares(operator, version, wanted);
  }
  throw valueError(`Invalid specifier: '${clause}'`);
}

function compares(operator: string, version: string, wanted: string): boolean {
  switch (operator) {
    case '===':
      return version.toLowerCase() === wanted.toLowerCase();
    case '~=':
      return comparePep440(version, wanted) >= 0 && hasPrefix(version, prefixOfCompatible(wanted));
    case '==':
    case '!=': {
      const isSame = wanted.endsWith('.*')
        ? hasPrefix(version, wanted.slice(0, -2))
        : comparePep440(version, wanted) === 0;
      return isSame === (operator === '==');
    }
    case '<=':
      return comparePep440(version, wanted) <= 0;
    case '>=':
      return comparePep440(version, wanted) >= 0;
    case '<':
      return comparePep440(version, wanted) < 0;
    default:
      return comparePep440(version, wanted) > 0;
  }
}

/** `2.19` of `~=2.19.3`: the last number may grow. */
function prefixOfCompatible(wanted: string): string {
  const numbers = new RegExp(`^${release}`, 'i').exec(wanted)?.[0] ?? '';
  return numbers.slice(0, numbers.lastIndexOf('.'));
}

function hasPrefix(version: string, prefix: string): boolean {
  const numbers = version.split('.').map(Number);
  const wanted = prefix.replace(/^v/i, '').replace(/^0+!/, '').split('.').map(Number);
  return wanted.every((number, index) => number === (numbers[index] ?? 0));
}
