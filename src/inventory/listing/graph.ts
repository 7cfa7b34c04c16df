import { MitorunError } from '../../errors/mitorun-error.ts';
import type { Dict } from '../../python/dict.ts';
import { compareCodePoints } from '../../python/json/dump.ts';
import { str } from '../../python/repr.ts';
import type { InventoryGroup } from '../hosts-and-groups.ts';
import type { Inventory } from '../inventory.ts';
import { ListedVariables, type ListingOptions } from './listed-variables.ts';

/** `ansible-inventory --graph [GROUP] [--vars]`. Throws MitorunError USAGE where there is no such group. */
export function graph(
  inventory: Inventory,
  options: ListingOptions & { readonly group?: string; readonly showVariables?: boolean } = {},
): string {
  const top = inventory.groups.get(options.group ?? 'all');
  if (!top) throw new MitorunError('USAGE', 'Pattern must be valid group name when using --graph');
  const variables = options.showVariables === true ? new ListedVariables(inventory, options) : undefined;
  return [...groupLines(top, 0, variables)].join('\n');
}

function* groupLines(
  group: InventoryGroup,
  depth: number,
  variables: ListedVariables | undefined,
): Generator<string> {
  yield indented(`@${group.name}:`, depth);
  for (const child of group.children) yield* groupLines(child, depth + 1, variables);
  if (group.name !== 'all') {
    for (const host of group.hosts) {
      yield indented(host.name, depth + 1);
      if (variables) yield* variableLines(variables.ofHost(host), depth + 2);
    }
  }
  if (variables) yield* variableLines(variables.ofGroup(group), depth + 1);
}

function* variableLines(variables: Dict, depth: number): Generator<string> {
  const named = [...variables].map(([name, value]) => [str(name), value] as const);
  for (const [name, value] of named.sort(([a], [b]) => compareCodePoints(a, b))) {
    yield indented(`{${name} = ${str(value)}}`, depth);
  }
}

function indented(text: string, depth: number): string {
  return depth === 0 ? text : `${'  |'.repeat(depth)}--${text}`;
}
