import { advancedHostListSource, hostListSource } from './host-list.ts';
import { iniSource } from './ini.ts';
import type { SourcePlugin } from './source-plugin.ts';
import { yamlSource } from './yaml.ts';

/** Every kind of source, by the name that `enable_plugins` uses. */
export const sourcePlugins: ReadonlyMap<string, SourcePlugin> = new Map(
  [hostListSource, advancedHostListSource, yamlSource, iniSource].map((plugin) => [plugin.name, plugin]),
);
