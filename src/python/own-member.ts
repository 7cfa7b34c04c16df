/**
 * The member of a table that it has itself: `table[name]` finds what every JavaScript object has too (`constructor`,
 * `toString`, `__proto__`), and names come from data.
 */
export function ownMember<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
