/** Adds members at the end of a list, however many: `push(...)` takes them as arguments, of which V8 takes about 120,000. */
export function appendAll<T>(list: T[], more: Iterable<T>): void {
  for (const member of more) list.push(member);
}
