import { MitorunError } from '../errors/mitorun-error.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Task } from '../playbook/model.ts';
import { OMIT } from '../python/omit.ts';
import { repr, str } from '../python/repr.ts';
import type { Templar } from '../template/templar.ts';

/** The host that a task is delegated to for this host and item, undefined where it runs on its own host. */
export function delegateOf(task: Task, templar: Templar, inventory: Inventory): string | undefined {
  const written = task.inherited('delegate_to');
  if (written === undefined || written === null) return undefined;
  const rendered = templar.render(written);
  if (rendered === OMIT) return undefined;
  if (rendered === null || str(rendered) === '') {
    throw new MitorunError('ACTION', `Empty hostname produced from delegate_to: ${repr(written)}`, {
      origin: task.origin,
    });
  }
  const name = str(rendered);
  if (inventory.host(name)) return name;
  for (const host of inventory.hosts.values())
    if (host.variables.get('ansible_host') === name) return host.name;
  return name;
}
