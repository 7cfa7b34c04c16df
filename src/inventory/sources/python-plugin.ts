import { realpathSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import { MitorunError } from '../../errors/mitorun-error.ts';
import { Dict } from '../../python/dict.ts';
import type { Inventory } from '../inventory.ts';
import type { InventoryOptions, InventoryProgram } from '../options.ts';
import { addInventoryJson, parseInventoryJson } from './inventory-json.ts';
import type { RenderJobs } from '../../template/waiting/render-jobs.ts';
import { runInventoryProgram } from './script.ts';
import { isExecutable, type SourcePlugin } from './source-plugin.ts';

/**
 * A source whose plugin only exists in Python (`amazon.aws.aws_ec2`...): Ansible's own `ansible-inventory` reads it,
 * with the cache that the file configures. group_vars beside it are left for us to read.
 */
export function readThroughAnsible(source: string, plugin: string, inventory: Inventory): void {
  const data = readByAnsible(source, plugin, 'auto', inventory);
  if (!data) {
    throw new MitorunError('INVENTORY', `inventory config '${source}' specifies unknown plugin '${plugin}'`, {
      hint: `'${plugin}' is written in Python: install ansible-core and the plugin's collection, so that mitorun can ask ansible-inventory.`,
    });
  }
  addInventoryJson(data, inventory, source, () => new Dict());
}

/** The plugin that `enabled_plugins` names; undefined where the user has none of that name, or there is nobody to ask. */
export function pythonSource(name: string, options: InventoryOptions): SourcePlugin | undefined {
  if (options.hasPythonPlugin?.(name) !== true || !programFor(options)) return undefined;
  return {
    name,
    // Whether it takes the source is the plugin's to say, when it is asked to read it.
    accepts: () => true,
    read: (source, inventory) => {
      const data = readByAnsible(source, name, name, inventory);
      if (data) addInventoryJson(data, inventory, source, () => new Dict());
    },
  };
}

function readByAnsible(source: string, plugin: string, enabled: string, inventory: Inventory) {
  const { options } = inventory;
  const program = programFor(options);
  if (!program) return undefined;
  const { stdout, stderr } = ask(options.jobs, program, source, plugin, options.withoutCache === true, {
    ...program.environment,
    ANSIBLE_INVENTORY_ENABLED: enabled,
    ...(options.pluginDirectories === undefined
      ? {}
      : { ANSIBLE_INVENTORY_PLUGINS: options.pluginDirectories.join(delimiter) }),
  });
  if (stderr.trim() !== '') options.warn(stderr.trimEnd());
  return parseInventoryJson(stdout);
}

/** The user's `ansible-inventory`, else the one of the ansible-core that modules come from. */
function programFor(options: InventoryOptions): InventoryProgram | undefined {
  if (options.ansibleInventory === null) return undefined;
  const found = options.ansibleInventory ?? findAnsibleInventory();
  return found === undefined ? options.pythonInventory?.() : { command: [found], environment: {} };
}

function ask(
  jobs: RenderJobs,
  { command }: InventoryProgram,
  source: string,
  plugin: string,
  withoutCache: boolean,
  environment: Readonly<Record<string, string>>,
): { stdout: string; stderr: string } {
  try {
    const [program, ...args] = command;
    const arguments_ = [...args, '-i', source, '--list', '--export', ...(withoutCache ? [flushCache] : [])];
    return runInventoryProgram(jobs, [program, ...arguments_], {
      ...process.env,
      ...environment,
      ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED: 'True',
      ANSIBLE_VARS_ENABLED: '',
      ANSIBLE_DEPRECATION_WARNINGS: 'False',
      ANSIBLE_FORCE_COLOR: '0',
    });
  } catch (cause) {
    // Before ansible-core 2.19 nothing made plugins ask anew but the end of what they keep.
    if (withoutCache && cause instanceof MitorunError && cause.hint?.includes(`arguments: ${flushCache}`))
      return ask(jobs, { command, environment: {} }, source, plugin, false, {
        ...environment,
        ANSIBLE_INVENTORY_CACHE: 'False',
      });
    const hint = cause instanceof MitorunError ? cause.hint?.replace(/^.*\n/, '') : undefined;
    if (hint !== undefined && /specifies\s+unknown\s+plugin/.test(hint))
      throw new MitorunError(
        'INVENTORY',
        `inventory config '${source}' specifies unknown plugin '${plugin}'`,
      );
    throw new MitorunError(
      'INVENTORY',
      `inventory config '${source}' could not be read by plugin '${plugin}'`,
      {
        hint: `'${plugin}' is written in Python, so ${command.join(' ')} was asked, and said:\n${hint ?? ''}`,
      },
    );
  }
}

const flushCache = '--flush-cache';

/** The first on PATH that is not a link to mitorun. */
function findAnsibleInventory(): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((directory) => directory !== '')
    .map((directory) => join(directory, 'ansible-inventory'))
    .find((path) => isExecutable(path) && !basename(realpathSync(path)).startsWith('mitorun'));
}
