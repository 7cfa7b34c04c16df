import { keywordTable } from '../playbook/keywords/table.ts';

/** What templates call without looking at variables, and words that stand for several keywords. */
const otherNames =
  'async_val cycler dict joiner lipsum lookup loop_with namespace now omit q query range undef with_';

/** Keywords that are no attributes of plays, roles, blocks and tasks as Ansible counts them. */
const exempt = new Set(['vars', 'gather_subset', 'listen', 'role', 'user']);

/** Names of variables that keywords and templates use for themselves: setting one is most likely a mistake. */
const reserved: ReadonlySet<string> = new Set(
  [...keywordTable.map(({ name }) => name), ...otherNames.split(' ')].filter((name) => !exempt.has(name)),
);

/** Those of these names that Ansible warns about (`vars/reserved.py`), in their order. */
export function reservedAmong(names: Iterable<unknown>): string[] {
  const found: string[] = [];
  for (const name of names) if (typeof name === 'string' && reserved.has(name)) found.push(name);
  return found;
}
