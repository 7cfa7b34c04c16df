import { str, stringRepr } from '../python/repr.ts';
import type { Origin } from '../errors/origin.ts';
import { PyObject, type Value } from '../python/value.ts';
import type { InventoryOptions } from './options.ts';

const jinjaKeywords = new Set(['true', 'false', 'none', 'True', 'False', 'None', 'not']);

const variableNameHelp =
  'Variable names must be strings starting with a letter or underscore character, and contain only letters, numbers and underscores.';

/** Ansible accepts any name in an inventory, and says that it will not do so for ever. */
export function checkVariableName(name: Value, options: InventoryOptions, origin?: Origin): void {
  if (typeof name === 'string' && /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !jinjaKeywords.has(name)) return;
  const shown =
    typeof name === 'string' ? stringRepr(name) : name instanceof PyObject ? name.repr() : str(name);
  options.deprecate?.(`Accepting inventory variable with invalid name ${shown}.`, '2.23', {
    help: variableNameHelp,
    ...(origin && { origin }),
  });
}
