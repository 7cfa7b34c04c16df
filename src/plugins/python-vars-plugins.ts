import { shortName } from '../parsing/builtin-name.ts';
import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import type { PluginDirectories } from './plugin-directories.ts';
import type { PythonHelper } from './python-helper.ts';

interface FoundVariables {
  readonly variables: Dict;
  /** Names of those whose text is no template whatever it looks like. */
  readonly data: readonly string[];
}

/** Vars plug-ins in Python: more variables for groups and hosts, beside what `group_vars` and `host_vars` hold. */
export class PythonVarsPlugins {
  readonly #helper: PythonHelper;
  readonly #directories: PluginDirectories;
  readonly #enabled: readonly string[];

  /** @param enabled VARIABLE_PLUGINS_ENABLED: those of collections, and those that ask to be named */
  constructor(helper: PythonHelper, directories: PluginDirectories, enabled: readonly string[]) {
    this.#helper = helper;
    this.#directories = directories;
    this.#enabled = enabled;
  }

  /** Variables of these groups or hosts that belong to a directory; none where the user has no such plug-ins. */
  variables(directory: string, kind: 'group_vars' | 'host_vars', names: readonly string[]): FoundVariables {
    if (names.length === 0 || !this.#hasPlugins()) return { variables: new Dict(), data: [] };
    const args = Dict.of({ path: directory, kind, names: [...names], enabled: [...this.#enabled] });
    const key = `vars plugin for ${kind} ${names.join(' ')} of ${directory}`;
    const found = this.#helper.runPlugin('vars', args, 'vars plugin', undefined, key);
    const [variables, data] = Array.isArray(found) ? found : [];
    return {
      variables: variables instanceof Dict ? variables : new Dict(),
      data: Array.isArray(data) ? data.map(str) : [],
    };
  }

  #hasPlugins(): boolean {
    return (
      this.#enabled.some((name) => name.includes('.') && !isHostGroupVars(name)) ||
      this.#directories.hasFiles('vars')
    );
  }
}

/** Whether this is the vars plug-in that mitorun has itself. */
export function isHostGroupVars(name: string): boolean {
  return shortName(name) === 'host_group_vars';
}
