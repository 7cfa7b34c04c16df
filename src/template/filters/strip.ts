/** Python's `str.strip`: blanks as Python knows them, or any of these characters. */
export function stripCharacters(text: string, among?: string): string {
  if (among === undefined) return text.replace(leading, '').replace(trailing, '');
  const points = Array.from(text);
  let start = 0;
  let end = points.length;
  while (start < end && among.includes(points[start] as string)) start++;
  while (end > start && among.includes(points[end - 1] as string)) end--;
  return points.slice(start, end).join('');
}

/** Python's `str.rstrip()`. */
export function stripEnd(text: string): string {
  return text.replace(trailing, '');
}

/** Python's `str.lstrip()`. */
export function stripStart(text: string): string {
  return text.replace(leading, '');
}

/** Where the first blank is, as Python sees blanks; -1: nowhere. */
export function findBlank(text: string): number {
  return text.search(anyBlank);
}

/** Python's `str.split()`: words between blanks. */
export function words(text: string): string[] {
  return text.split(new RegExp(`[${blanks}]+`)).filter((word) => word !== '');
}

const blanks = ' \\t-\\r\\x1c-\\x1f\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const anyBlank = new RegExp(`[${blanks}]`);
const leading = new RegExp(`^[${blanks}]+`);
const trailing = new RegExp(`(?<![${blanks}])[${blanks}]+$`);
