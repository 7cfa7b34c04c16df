import { Dict } from '../python/dict.ts';
import type { PluginDirectories } from './plugin-directories.ts';
import type { PythonHelper } from './python-helper.ts';

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
  variables(directory: string, kind: 'group_vars' | 'host_vars', names: readonly string[]): Dict {
    if (names.length === 0 || !this.#hasPlugins()) return new Dict();
    const args = Dict.of({ path: directory, kind, names: [...names], enabled: [...this.#enabled] });
    const found = this.#helper.request('vars', args, 'vars plugin');
    return found instanceof Dict ? found : new Dict();
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
  return /^(ansible\.(builtin|legacy)\.)?host_group_vars$/.test(name);
}
