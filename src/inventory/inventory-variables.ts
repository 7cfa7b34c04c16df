import { Dict } from '../python/dict.ts';
import { byPrecedence, type InventoryGroup, type InventoryHost } from './hosts-and-groups.ts';
import type { Inventory } from './inventory.ts';
import { runsAt, type Stage } from './vars-stage.ts';
import { type Combine, combiner, type VarsFiles, type WantedPlugins } from './vars-files.ts';

/**
 * A host's variables from inventory sources, `group_vars` and `host_vars`, merged in Ansible's order
 * (`VariableManager.get_vars`, without facts and play). Each piece of that order can be asked for alone.
 * Dicts given out are shared: copy before changing one.
 */
export class InventoryVariables {
  readonly #inventory: Inventory;
  readonly #sources: readonly string[];
  readonly #playbookDirectories: readonly string[];
  readonly #combine: Combine;
  readonly #files: VarsFiles;
  readonly #wanted: WantedPlugins;
  readonly #hosts = new Map<InventoryHost, Dict>();
  readonly #groups = new Map<string, Dict>();
  #version = -1;

  /**
   * @param options.playbookDirectories where playbook-adjacent group_vars and host_vars are, a later one over an earlier one
   * @param options.sources the sources whose neighbours count, where not all
   * @param options.stage `all` reads vars files whatever RUN_VARS_PLUGINS says, as ansible-inventory does
   */
  constructor(
    inventory: Inventory,
    options: {
      readonly playbookDirectories?: readonly string[];
      readonly sources?: readonly string[];
      readonly stage?: Stage;
    } = {},
  ) {
    this.#inventory = inventory;
    this.#sources = options.sources ?? inventory.sources;
    this.#playbookDirectories = options.playbookDirectories ?? [];
    this.#combine = combiner(inventory.options.hashBehaviour);
    this.#files = inventory.varsFiles;
    this.#wanted = runsAt(options.stage ?? 'task', inventory.options);
  }

  /** Everything, merged; kept until the inventory changes. */
  of(host: InventoryHost): Dict {
    this.#forgetIfChanged();
    let variables = this.#hosts.get(host);
    if (!variables) {
      variables = this.#merge(host);
      this.#hosts.set(host, variables);
    }
    return variables;
  }

  allInventory(): Dict {
    return this.#inventory.all.variables;
  }
  allPluginsInventory(): Dict {
    return this.#besideSources('group_vars', ['all']);
  }
  allPluginsPlay(): Dict {
    return this.#besidePlaybook('group_vars', ['all']);
  }
  groupsInventory(host: InventoryHost): Dict {
    let variables = new Dict();
    for (const group of groupsOf(host)) variables = this.#combine(variables, group.variables);
    return variables;
  }
  groupsPluginsInventory(host: InventoryHost): Dict {
    return this.#besideSources('group_vars', namesOf(groupsOf(host)));
  }
  /** As `groupsPluginsInventory`, with `all` among the groups. */
  allGroupsPluginsInventory(host: InventoryHost): Dict {
    return this.#besideSources('group_vars', namesOf([...host.groups]));
  }
  groupsPluginsPlay(host: InventoryHost): Dict {
    return this.#besidePlaybook('group_vars', namesOf(groupsOf(host)));
  }
  hostInventory(host: InventoryHost): Dict {
    return host.allVariables();
  }
  hostPluginsInventory(host: InventoryHost): Dict {
    return this.#besideSources('host_vars', [host.name]);
  }
  hostPluginsPlay(host: InventoryHost): Dict {
    return this.#besidePlaybook('host_vars', [host.name]);
  }
  /** A group's own variables with those of its files beside the sources. */
  group(group: InventoryGroup): Dict {
    return this.#combine(group.variables, this.#besideSources('group_vars', [group.name]));
  }
  /** A group's files beside the playbook. */
  groupPluginsPlay(group: InventoryGroup): Dict {
    return this.#besidePlaybook('group_vars', [group.name]);
  }

  #merge(host: InventoryHost): Dict {
    let variables = this.#combine(this.#groupsMerged(host), this.hostInventory(host));
    variables = this.#combine(variables, this.hostPluginsInventory(host));
    return this.#combine(variables, this.hostPluginsPlay(host));
  }

  /** Merges the groups' variables of a host, once for all hosts in the same groups. */
  #groupsMerged(host: InventoryHost): Dict {
    const key = namesOf(groupsOf(host)).join('\n');
    let variables = this.#groups.get(key);
    if (variables) return variables;
    variables = new Dict();
    for (const entry of this.#inventory.options.precedence) {
      variables = this.#combine(variables, this.#precedenceEntry(entry, host));
    }
    this.#groups.set(key, variables);
    return variables;
  }

  #precedenceEntry(entry: string, host: InventoryHost): Dict {
    switch (entry) {
      case 'all_inventory':
        return this.allInventory();
      case 'groups_inventory':
        return this.groupsInventory(host);
      case 'all_plugins_inventory':
        return this.allPluginsInventory();
      case 'all_plugins_play':
        return this.allPluginsPlay();
      case 'groups_plugins_inventory':
        return this.groupsPluginsInventory(host);
      case 'groups_plugins_play':
        return this.groupsPluginsPlay(host);
      default:
        this.#inventory.options.warn(`Ignoring unknown variable precedence entry: ${entry}`);
        return new Dict();
    }
  }

  #besideSources(kind: 'group_vars' | 'host_vars', names: readonly string[]): Dict {
    return this.#files.besideSources(this.#sources, kind, names, this.#wanted);
  }
  #besidePlaybook(kind: 'group_vars' | 'host_vars', names: readonly string[]): Dict {
    let variables = new Dict();
    for (const directory of this.#playbookDirectories)
      variables = this.#combine(variables, this.#files.inDirectory(directory, kind, names, this.#wanted));
    return variables;
  }

  #forgetIfChanged(): void {
    if (this.#version === this.#inventory.version) return;
    this.#hosts.clear();
    this.#groups.clear();
    this.#version = this.#inventory.version;
  }
}

/** What is read at the start: files beside the sources become variables of the groups and hosts themselves. */
export function mergeVarsFilesAtStart(inventory: Inventory): void {
  const wanted = runsAt('inventory', inventory.options);
  if (!wanted.files && !wanted.plugins) return;
  const files = inventory.varsFiles;
  const combine = combiner(inventory.options.hashBehaviour);
  for (const group of inventory.groups.values()) {
    group.variables = combine(
      group.variables,
      files.besideSources(inventory.sources, 'group_vars', [group.name], wanted),
    );
  }
  for (const host of inventory.hosts.values()) {
    host.variables = combine(
      host.variables,
      files.besideSources(inventory.sources, 'host_vars', [host.name], wanted),
    );
  }
  inventory.version++;
}

/** A host's groups without `all`, in the order of precedence. */
function groupsOf(host: InventoryHost): InventoryGroup[] {
  return byPrecedence([...host.groups].filter((group) => group.name !== 'all'));
}

function namesOf(groups: readonly InventoryGroup[]): string[] {
  return groups.map((group) => group.name);
}
