import { MitorunError } from '../../errors/mitorun-error.ts';
import { dumpJson } from '../../python/json/dump.ts';
import type { Inventory } from '../inventory.ts';
import { dumpYaml } from '../../yaml/dump.ts';
import { ListedVariables, type ListingOptions, withVaultEnvelopes } from './listed-variables.ts';
import { dumpToml } from './toml.ts';

/** `ansible-inventory --host NAME`: one host's variables. Throws MitorunError USAGE where it is not exactly one. */
export function listHost(
  inventory: Inventory,
  name: string,
  options: ListingOptions & { readonly format?: 'json' | 'yaml' | 'toml' } = {},
): string {
  const [host, ...others] = inventory.hostsMatching(name);
  if (!host || others.length > 0) {
    throw new MitorunError('USAGE', 'You must pass a single valid host to --host parameter');
  }
  const variables = new ListedVariables(inventory, options).ofHost(host);
  if (options.format === 'yaml') return dumpYaml(variables);
  if (options.format === 'toml') return dumpToml(variables);
  return dumpJson(withVaultEnvelopes(variables), { indent: 4, sortKeys: true, ensureAscii: false });
}
