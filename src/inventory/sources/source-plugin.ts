import { constants } from 'node:fs';
import { accessSync, existsSync } from '../../python/file-system.ts';
import type { Origin } from '../../errors/origin.ts';
import type { Value } from '../../python/value.ts';
import type { Inventory } from '../inventory.ts';

/** One way to read an inventory source. */
export interface SourcePlugin {
  readonly name: string;
  /** Whether this source looks like one that the plugin reads. Emits nothing where it does not. */
  accepts(source: string, inventory: Inventory): boolean;
  /** Adds what the source holds. Throws a MitorunError; what was added before stays, as in Ansible. */
  read(source: string, inventory: Inventory): void;
}

export function isReadable(path: string): boolean {
  return isAllowed(path, constants.R_OK);
}

export function isExecutable(path: string): boolean {
  return isAllowed(path, constants.X_OK);
}

function isAllowed(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}

/** A list of hosts written on the command line, and no file. */
export function isHostList(source: string): boolean {
  return source.includes(',') && !existsSync(source);
}

/** Adds hosts with their variables to a group. */
export function populateHosts(
  inventory: Inventory,
  hosts: readonly string[],
  variables: Iterable<readonly [Value, Value]>,
  options: { readonly group?: string; readonly port?: number | undefined; readonly origin?: Origin } = {},
): void {
  const members = [...variables];
  for (const host of hosts) {
    inventory.addHost(host, {
      groups: options.group === undefined ? [] : [options.group],
      port: options.port,
    });
    for (const [name, value] of members) inventory.setVariable(host, name, value, options.origin);
  }
}
