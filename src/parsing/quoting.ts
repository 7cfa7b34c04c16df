/** Takes one pair of equal quotes off, unless the closing one is escaped. */
export function unquote(text: string): string {
  const first = text.charAt(0);
  const isQuoted =
    text.length > 1 && (first === '"' || first === "'") && text.endsWith(first) && text.at(-2) !== '\\';
  return isQuoted ? text.slice(1, -1) : text;
}
