import { builtinFilters } from './filters/index.ts';
import { builtinLookups } from './lookups/index.ts';
import { nowGlobal } from './globals/now.ts';
import { Registry } from './registry.ts';
import { builtinTests } from './tests/index.ts';

/** A registry with every filter, test, lookup and global function that mitorun has of its own. */
export function builtinRegistry(): Registry {
  const registry = new Registry();
  registry.addGlobals([nowGlobal]);
  return registry.addFilters(builtinFilters).addTests(builtinTests(registry)).addLookups(builtinLookups);
}
