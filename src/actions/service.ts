import { str } from '../python/repr.ts';
import type { Action } from './action.ts';
import { argumentsFor, factOf, gatherFact, knownFact } from './host-facts.ts';

/** Service managers whose modules come with ansible-core. */
const builtin = new Set(['openwrt_init', 'service', 'systemd', 'sysvinit']);

/** Arguments of `service` that the systemd module has no use for. */
const unusedBySystemd = ['pattern', 'runlevel', 'sleep', 'arguments', 'args'];

/** `service`: the module of the service manager that the host has, else the generic one. */
export const service: Action = {
  supportsAsync: true,
  run: async (context) => {
    let manager = str(context.args.get('use') ?? 'auto').toLowerCase();
    if (manager === 'auto') manager = (await knownFact(context, 'service_mgr')) ?? 'auto';
    if (manager === 'auto')
      manager = factOf(await gatherFact(context, 'service_mgr'), 'service_mgr') ?? 'auto';
    if (manager === 'auto' || !context.hasModule(manager)) manager = 'ansible.legacy.service';
    const args = await argumentsFor(context, manager);
    if (manager === 'systemd') {
      for (const unused of unusedBySystemd) {
        if (args.delete(unused)) context.warn(`Ignoring "${unused}" as it is not used in "${manager}"`);
      }
    }
    const module = builtin.has(manager) ? `ansible.legacy.${manager}` : manager;
    context.display(`Running ${module}`, 4);
    return context.runModule(module, args);
  },
};
