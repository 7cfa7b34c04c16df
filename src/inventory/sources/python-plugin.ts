import { accessSync, constants, realpathSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import { MitorunError } from '../../errors/mitorun-error.ts';
import { Dict } from '../../python/dict.ts';
import type { Inventory } from '../inventory.ts';
import { addInventoryJson, parseInventoryJson } from './inventory-json.ts';
import { runInventoryProgram } from './script.ts';

/**
 * A source whose plugin only exists in Python (`amazon.aws.aws_ec2`...): Ansible's own `ansible-inventory` reads it,
 * with the cache that the file configures. group_vars beside it are left for us to read.
 */
export function readThroughAnsible(source: string, plugin: string, inventory: Inventory): void {
  const program =
    inventory.options.ansibleInventory === undefined
      ? findAnsibleInventory()
      : inventory.options.ansibleInventory;
  if (!program) {
    throw new MitorunError('INVENTORY', `inventory config '${source}' specifies unknown plugin '${plugin}'`, {
      hint: `'${plugin}' is written in Python: install ansible-core and the plugin's collection, so that mitorun can ask ansible-inventory.`,
    });
  }
  const { stdout, stderr } = ask(program, source, plugin);
  if (stderr.trim() !== '') inventory.options.warn(stderr.trimEnd());
  const data = parseInventoryJson(stdout);
  addInventoryJson(data, inventory, source, () => new Dict());
}

function ask(program: string, source: string, plugin: string): { stdout: string; stderr: string } {
  try {
    return runInventoryProgram([program, '-i', source, '--list', '--export'], {
      ...process.env,
      ANSIBLE_INVENTORY_ENABLED: 'auto',
      ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED: 'True',
      ANSIBLE_VARS_ENABLED: '',
      ANSIBLE_DEPRECATION_WARNINGS: 'False',
      ANSIBLE_FORCE_COLOR: '0',
    });
  } catch (cause) {
    const hint = cause instanceof MitorunError ? cause.hint?.replace(/^.*\n/, '') : undefined;
    throw new MitorunError(
      'INVENTORY',
      `inventory config '${source}' could not be read by plugin '${plugin}'`,
      {
        hint: `'${plugin}' is written in Python, so ${program} was asked, and said:\n${hint ?? ''}`,
      },
    );
  }
}

/** The first on PATH that is not a link to mitorun. */
function findAnsibleInventory(): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((directory) => directory !== '')
    .map((directory) => join(directory, 'ansible-inventory'))
    .find((path) => isProgram(path) && !basename(realpathSync(path)).startsWith('mitorun'));
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
