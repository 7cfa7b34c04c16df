import { fault } from '../parser-fault.ts';
import { extensionOf } from '../../python/os-path.ts';
import { Dict } from '../../python/dict.ts';
import { str } from '../../python/repr.ts';
import { isTruthy } from '../../python/truth.ts';
import type { Value } from '../../python/value.ts';
import { expandHostPattern } from '../host-range.ts';
import type { Inventory } from '../inventory.ts';
import { taggedClass } from '../python-words.ts';
import { isReadable, populateHosts, type SourcePlugin } from './source-plugin.ts';

/** YAML inventories: groups with `hosts`, `vars` and `children`. */
export const yamlSource: SourcePlugin = {
  name: 'yaml',
  accepts(source, { options }) {
    const extension = extensionOf(source);
    return isReadable(source) && (extension === '' || options.yamlExtensions.includes(extension));
  },
  read(source, inventory) {
    const data = inventory.options.files.yaml(source);
    if (!isTruthy(data)) throw fault('Parsed empty YAML file');
    if (!(data instanceof Dict)) {
      throw fault(
        `YAML inventory has invalid structure, it should be a dictionary, got: ${taggedClass(data)}`,
      );
    }
    if (isTruthy(data.get('plugin') ?? null))
      throw fault('Plugin configuration YAML file, not YAML inventory');
    for (const [name, group] of data) readGroup(inventory, name, group);
  },
};

function readGroup(inventory: Inventory, name: Value, data: Value): Value {
  if (data !== null && !(data instanceof Dict)) {
    inventory.options.warn(`Skipping '${str(name)}' as this is not a valid group definition`);
    return name;
  }
  const group = addGroup(inventory, name);
  if (data === null) return group;
  const sections = checkedSections(group, data);
  for (const [key, section] of sections) readSection(inventory, group, key, section);
  return group;
}

function addGroup(inventory: Inventory, name: Value): string {
  try {
    return inventory.addGroup(name);
  } catch (error) {
    throw fault(
      `Unable to add group ${str(name)}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** `hosts: web1` is short for `hosts: {web1: }`. */
function checkedSections(group: string, data: Dict): Dict {
  const sections = data.copy();
  for (const name of ['vars', 'children', 'hosts']) {
    const section = sections.get(name);
    if (typeof section === 'string') sections.set(name, new Dict([[section, null]]));
    else if (section !== undefined && section !== null && !(section instanceof Dict)) {
      throw fault(
        `Invalid "${name}" entry for "${group}" group, requires a dictionary, found "${taggedClass(section)}" instead.`,
      );
    }
  }
  return sections;
}

function readSection(inventory: Inventory, group: string, key: Value, section: Value): void {
  const name = str(key);
  if (section !== null && !(section instanceof Dict)) {
    inventory.options.warn(
      `Skipping key (${name}) in group (${group}) as it is not a mapping, it is a ${taggedClass(section)}`,
    );
  } else if (section === null)
    inventory.options.verbose?.(3, `Skipping empty key (${name}) in group (${group})`);
  else if (name === 'vars') {
    inventory.setVariables(group, section);
  } else if (name === 'children') {
    for (const [child, data] of section) inventory.addChild(group, str(readGroup(inventory, child, data)));
  } else if (name === 'hosts') {
    for (const [pattern, variables] of section) readHosts(inventory, group, pattern, variables);
  } else {
    inventory.options.warn(
      `Skipping unexpected key (${name}) in group (${group}), only "vars", "children" and "hosts" are valid`,
    );
  }
}

function readHosts(inventory: Inventory, group: string, pattern: Value, variables: Value): void {
  if (typeof pattern !== 'string') {
    throw fault(`Host pattern ${str(pattern)} must be a string. Enclose integers/floats in quotation marks.`);
  }
  const { hosts, port } = expandHostPattern(pattern);
  if (isTruthy(variables) && !(variables instanceof Dict)) {
    throw fault(`Invalid data from file, expected dictionary and got:\n\n${str(variables)}`);
  }
  populateHosts(inventory, hosts, [], { group, port });
  if (variables instanceof Dict) for (const host of hosts) inventory.setVariables(host, variables);
}
