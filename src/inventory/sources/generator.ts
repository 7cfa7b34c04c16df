import { fault } from '../parser-fault.ts';
import { Dict } from '../../python/dict.ts';
import { str } from '../../python/repr.ts';
import { isTruthy } from '../../python/truth.ts';
import type { Value } from '../../python/value.ts';
import { TemplateString } from '../../python/template-string.ts';
import type { Inventory } from '../inventory.ts';
import {
  dictOption,
  listOption,
  mayConfigurePlugin,
  readPluginConfiguration,
  templatesOf,
} from './plugin-configuration.ts';
import type { SourcePlugin } from './source-plugin.ts';

/** A host for every combination of the `layers`' values, in the groups that `parents` name for it. */
export const generatorSource: SourcePlugin = {
  name: 'generator',
  accepts: mayConfigurePlugin,
  read(source, inventory) {
    const configuration = readPluginConfiguration(source, inventory, 'generator');
    const layers = requiredDict(configuration, 'layers');
    const hosts = requiredDict(configuration, 'hosts');
    for (const variables of combinations([...layers])) {
      const host = str(rendered(inventory, hosts.get('name') ?? null, variables));
      inventory.addHost(host);
      addParents(inventory, host, listOption(hosts, 'parents'), variables);
    }
  },
};

function addParents(inventory: Inventory, child: string, parents: readonly Value[], variables: Dict): void {
  for (const parent of parents) {
    if (!(parent instanceof Dict)) throw fault(`Element ${child} has a parent that is not a dictionary.`);
    const name = rendered(inventory, parent.get('name') ?? null, variables);
    if (!isTruthy(name)) throw fault(`Element ${child} has a parent with no name.`);
    const group = inventory.groups.has(str(name)) ? str(name) : inventory.addGroup(str(name));
    for (const [variable, value] of dictOption(parent, 'vars')) {
      inventory.setVariable(group, variable, rendered(inventory, value, variables));
    }
    inventory.addChild(group, child);
    addParents(inventory, group, listOption(parent, 'parents'), variables);
  }
}

/** Texts are rendered now; lists and dicts when something reads them. */
function rendered(inventory: Inventory, value: Value, variables: Dict): Value {
  return value instanceof TemplateString ? templatesOf(inventory).render(value, variables) : value;
}

/** Every way to take one value of each layer; the last layer changes fastest. */
function combinations(layers: readonly (readonly [Value, Value])[]): Dict[] {
  let found = [new Dict()];
  for (const [name, values] of layers) {
    if (!Array.isArray(values)) throw fault(`Layer ${str(name)} must be a list.`);
    found = found.flatMap((below) => values.map((value) => below.copy().set(name, value)));
  }
  return found;
}

function requiredDict(configuration: Dict, name: string): Dict {
  const value = configuration.get(name);
  if (value instanceof Dict) return value;
  throw fault(`required key '${name}' is missing or no dictionary`);
}
