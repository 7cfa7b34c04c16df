import { PythonCallbacks } from '../plugins/python-callbacks.ts';
import type { Dict } from '../python/dict.ts';
import type { HostMemory } from '../vars/host-memory.ts';
import type { RunPlan } from './run-plan.ts';
import type { pythonPlugins } from './python-plugins.ts';
import type { RunInventory } from './run-inventory.ts';

/** The callback plug-ins in Python of a run, and what they may ask of it. */
export function pythonCallbacks(
  plan: RunPlan,
  { helper, directories }: Pick<ReturnType<typeof pythonPlugins>, 'helper' | 'directories'>,
  { inventory, memory }: { readonly inventory: RunInventory; readonly memory: HostMemory },
): PythonCallbacks {
  return new PythonCallbacks({
    helper,
    directories,
    choice: plan.callbacks,
    warn: (message) => plan.emit({ kind: 'warning', message }),
    host: (name) => {
      const host = inventory.current.host(name);
      return {
        variables: host?.variables ?? memory.variables(name),
        groups: host ? [...host.groups].map((group) => group.name) : [],
      };
    },
    variables: (host) => (host === undefined ? plan.extraVars : variablesOf(host)),
  });

  /** By rising precedence. */
  function variablesOf(host: string): Dict {
    const all = inventory.variables(host, [plan.baseDirectory]).copy();
    for (const layer of [
      memory.factVariables(host),
      memory.included(host),
      memory.variables(host),
      plan.extraVars,
    ])
      for (const [name, value] of layer) all.set(name, value);
    return all;
  }
}
