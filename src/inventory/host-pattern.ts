import { parseAddress } from './address.ts';

/** Single patterns of a text such as `web,db:&prod:!old[0:2]`, or of a list of such texts (`split_host_pattern`). */
export function splitHostPattern(pattern: string | readonly string[]): string[] {
  if (typeof pattern !== 'string') return pattern.flatMap((part) => splitHostPattern(part));
  return separate(pattern)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function separate(pattern: string): string[] {
  if (pattern.includes(',')) return pattern.split(',');
  if (parseAddress(pattern, { ranges: true })) return [pattern];
  return pattern.match(/(?:[^\s:[\]]|\[[^\]]*\])+/g) ?? [];
}

/** Those that add hosts first, then `&`, then `!`; `all` where nothing adds hosts. */
export function orderPatterns(patterns: readonly string[]): string[] {
  const adding = patterns.filter((part) => part !== '' && !/^[&!]/.test(part));
  const intersecting = patterns.filter((part) => part.startsWith('&'));
  const excluding = patterns.filter((part) => part.startsWith('!'));
  return [...(adding.length > 0 ? adding : ['all']), ...intersecting, ...excluding];
}

/** `[2]`, `[0:3]` or `[1:]` behind a pattern; `to` is inclusive, -1 the last. */
export interface Subscript {
  readonly from: number;
  readonly to: number | undefined;
  /** Written `[x-y]`, which Ansible warns of. */
  readonly dashed: boolean;
}

export function splitSubscript(pattern: string): { expression: string; subscript: Subscript | undefined } {
  const found = pattern.startsWith('~')
    ? null
    : /^(.+)\[(?:(-?[0-9]+)|([0-9]+)([:-])([0-9]*))\]$/.exec(pattern);
  if (!found) return { expression: pattern, subscript: undefined };
  const [, expression = '', index, start, separator, end] = found;
  const subscript: Subscript =
    index === undefined
      ? { from: Number(start), to: end ? Number(end) : -1, dashed: separator === '-' }
      : { from: Number(index), to: undefined, dashed: false };
  return { expression, subscript };
}

/** The members that a subscript selects; undefined where a single index is out of range. */
export function applySubscript<T>(
  members: readonly T[],
  subscript: Subscript | undefined,
): readonly T[] | undefined {
  if (members.length === 0 || !subscript) return members;
  const { from, to } = subscript;
  if (to) return members.slice(from, to === -1 ? members.length : to + 1);
  const member = members.at(from);
  return member === undefined ? undefined : [member];
}
