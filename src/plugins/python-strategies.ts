import type { ModuleCatalog } from '../modules/catalog.ts';
import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import type { PluginDirectories } from './plugin-directories.ts';
import type { PythonHelper } from './python-helper.ts';

/** What a strategy plug-in in Python is made of. */
interface StrategyClass {
  /** The strategy of ansible-core that it derives from: `linear`; empty for none. */
  readonly base: string;
  /** What it has in place of the base's: names of methods and attributes. */
  readonly overridden: readonly string[];
}

/** Strategy plug-ins of the user and of collections. They are looked at, not run. */
export class PythonStrategies {
  readonly #options: {
    readonly helper: PythonHelper;
    readonly catalog: ModuleCatalog;
    readonly directories: PluginDirectories;
  };

  constructor(options: {
    readonly helper: PythonHelper;
    readonly catalog: ModuleCatalog;
    readonly directories: PluginDirectories;
  }) {
    this.#options = options;
  }

  /** Undefined where there is no plug-in of this name but ansible-core's; Python is started only where there is one. */
  find(name: string): StrategyClass | undefined {
    const { catalog, directories, helper } = this.#options;
    const found = catalog.resolvePlugin('strategy', name, { extraDirectories: directories.of('strategy') });
    if (!found || found.collection === 'ansible.builtin') return undefined;
    const described = helper.request('strategy', Dict.of({ name }), `strategy plugin '${name}'`);
    if (!(described instanceof Dict)) return undefined;
    const overridden = described.get('overridden');
    return {
      base: str(described.get('base') ?? ''),
      overridden: Array.isArray(overridden) ? overridden.map(str) : [],
    };
  }
}
