import { fault } from '../parser-fault.ts';
import { extensionOf } from '../../python/os-path.ts';
import { MitorunError } from '../../errors/mitorun-error.ts';
import { readBoolean } from '../../parsing/boolean-words.ts';
import { Dict } from '../../python/dict.ts';
import { repr, str } from '../../python/repr.ts';
import type { Value } from '../../python/value.ts';
import type { Inventory } from '../inventory.ts';
import type { InventoryTemplates } from '../options.ts';
import { taggedClass } from '../python-words.ts';
import { isReadable } from './source-plugin.ts';

/** Whether a file may be the configuration of `constructed` or `generator`. */
export function mayConfigurePlugin(source: string, inventory: Inventory): boolean {
  const extension = extensionOf(source);
  const extensions = ['', '.config', ...inventory.options.yamlExtensions];
  return isReadable(source) && extensions.includes(extension);
}

/** Reads such a file and checks that it is meant for this plugin. */
export function readPluginConfiguration(source: string, inventory: Inventory, plugin: string): Dict {
  const data = inventory.options.files.yaml(source);
  if (data === null || (data instanceof Dict && data.size === 0)) throw fault(`${source} is empty`);
  if (!(data instanceof Dict)) {
    throw fault(
      `inventory source has invalid structure, it should be a dictionary, got: ${taggedClass(data)}`,
    );
  }
  const name = data.get('plugin');
  if (name !== plugin && name !== `ansible.builtin.${plugin}`) {
    throw fault(`Incorrect plugin name in file: ${name === undefined ? 'none found' : str(name)}`);
  }
  return data;
}

/** The template engine, which a source of templates cannot do without. */
export function templatesOf(inventory: Inventory): InventoryTemplates {
  const { template } = inventory.options;
  if (template) return template;
  throw new MitorunError('INVENTORY', 'This inventory source needs templates, which are not available here.');
}

/** An option of the plugin that is a dict. */
export function dictOption(configuration: Dict, name: string, plugin?: string): Dict {
  const value = configuration.get(name);
  if (value === undefined || value === null) return new Dict();
  if (value instanceof Dict) return value;
  throw invalidOption('dict', name, value, plugin);
}

/** An option of the plugin that is a list. */
export function listOption(configuration: Dict, name: string, plugin?: string): Value[] {
  const value = configuration.get(name);
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value;
  throw invalidOption('list', name, value, plugin);
}

/** @param plugin whose option it is, where it stands in the plugin's file itself */
function invalidOption(type: string, name: string, value: Value, plugin: string | undefined): MitorunError {
  const problem = `Invalid value provided for '${type}': ${repr(value)}`;
  if (plugin === undefined) return fault(`'${name}': ${problem}`);
  return fault(
    `Config '${name}' for 'ansible_collections.ansible.builtin.plugins.inventory.${plugin}' inventory plugin from 'Direct' has an invalid value: ${problem}`,
  );
}

/** An option of the plugin that is a boolean, in any of Ansible's spellings. */
export function booleanOption(configuration: Dict, name: string, fallback: boolean): boolean {
  const value = configuration.get(name);
  if (value === undefined || value === null) return fallback;
  return readBoolean(value) ?? false;
}
