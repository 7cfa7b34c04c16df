import type { Value } from './value.ts';

/**
 * Members in the order in which CPython's set gives them, where that does not differ from run to run: small integers,
 * which hash to themselves. Anything else keeps the order of insertion.
 */
export function setOrder(members: Value[]): Value[] {
  if (!members.every((member) => typeof member === 'number' && Number.isInteger(member) && member >= 0))
    return members;
  const numbers = members as number[];
  let size = 8;
  while (numbers.length * 5 >= (size - 1) * 3) size *= 4;
  const table: (number | undefined)[] = Array.from({ length: size });
  for (const number of numbers) table[freeSlot(table, number)] = number;
  return table.filter((number) => number !== undefined);
}

const linearProbes = 9;

/** Where CPython's `set_add_entry` puts this hash in a table that has room for it. */
function freeSlot(table: readonly unknown[], hash: number): number {
  const mask = BigInt(table.length - 1);
  let perturb = BigInt(hash);
  let slot = perturb & mask;
  for (;;) {
    const probes = slot + BigInt(linearProbes) <= mask ? linearProbes : 0;
    for (let probe = 0; probe <= probes; probe++) {
      const at = Number(slot) + probe;
      if (table[at] === undefined) return at;
    }
    perturb >>= 5n;
    slot = (slot * 5n + 1n + perturb) & mask;
  }
}
