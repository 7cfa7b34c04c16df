import { fault } from '../parser-fault.ts';
import { Dict } from '../../python/dict.ts';
import { str } from '../../python/repr.ts';
import { isTruthy } from '../../python/truth.ts';
import { constructedSource } from './constructed.ts';
import { generatorSource } from './generator.ts';
import { hostListSource, advancedHostListSource } from './host-list.ts';
import { iniSource } from './ini.ts';
import { readByPlugin } from './python-plugin.ts';
import { scriptSource } from './script.ts';
import { isReadable, type SourcePlugin } from './source-plugin.ts';
import { tomlSource } from './toml.ts';
import { yamlSource } from './yaml.ts';

const own: ReadonlyMap<string, SourcePlugin> = new Map(
  [
    advancedHostListSource,
    constructedSource,
    generatorSource,
    hostListSource,
    iniSource,
    scriptSource,
    tomlSource,
    yamlSource,
  ].map((plugin) => [plugin.name, plugin]),
);

/** A YAML file whose `plugin` says what reads it. */
const autoSource: SourcePlugin = {
  name: 'auto',
  accepts: (source) => /\.ya?ml$/.test(source) && isReadable(source),
  read(source, inventory) {
    const data = inventory.options.files.yaml(source);
    const name = data instanceof Dict ? (data.get('plugin') ?? null) : null;
    if (!isTruthy(name)) {
      throw fault(`no root 'plugin' key found, '${source}' is not a valid YAML inventory plugin config file`);
    }
    const plugin = own.get(str(name).replace(/^ansible\.builtin\./, ''));
    if (!plugin) {
      readByPlugin(source, str(name), inventory);
      return;
    }
    if (!plugin.accepts(source, inventory)) {
      throw fault(`inventory source '${source}' could not be verified by inventory plugin '${str(name)}'`);
    }
    inventory.options.verbose?.(
      1,
      `Using inventory plugin '${str(name)}' to process inventory source '${source}'`,
    );
    plugin.read(source, inventory);
  },
};

/** Every kind of source, by the name that `enable_plugins` uses. */
export const sourcePlugins: ReadonlyMap<string, SourcePlugin> = new Map([...own, ['auto', autoSource]]);
