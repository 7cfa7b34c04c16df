import { Dict } from '../../python/dict.ts';
import { equals } from '../../python/equality.ts';
import type { Value } from '../../python/value.ts';
import { VaultString } from '../../python/vault-string.ts';
import { hasTemplateSyntax } from '../../python/template-string.ts';
import { isUnsafe } from '../../yaml/origins.ts';
import type { InventoryGroup, InventoryHost } from '../hosts-and-groups.ts';
import { InventoryVariables } from '../inventory-variables.ts';
import type { Inventory } from '../inventory.ts';
import { type Combine, combiner } from '../vars-files.ts';

/** Options of `ansible-inventory`. */
export interface ListingOptions {
  /** Each group's and host's own variables apart, rather than all of a host's merged. */
  readonly export?: boolean;
  /** Where `group_vars` and `host_vars` of playbooks are: `--playbook-dir`, else the current directory. */
  readonly playbookDirectory?: string;
  /** `--playbook-dir` was given, so that exported variables count those files too. */
  readonly playbookDirectoryGiven?: boolean;
  readonly extraVariables?: Dict;
  /** Called with all variables of a host, where they are shown together. */
  readonly inspect?: (variables: Dict) => void;
}

/** Variables that Ansible makes itself, which listings leave out (INTERNAL_STATIC_VARS). */
const internal: readonly string[] = [
  'ansible_async_path',
  'ansible_collection_name',
  'ansible_config_file',
  'ansible_dependent_role_names',
  'ansible_diff_mode',
  'ansible_facts',
  'ansible_forks',
  'ansible_inventory_sources',
  'ansible_limit',
  'ansible_play_batch',
  'ansible_play_hosts',
  'ansible_play_hosts_all',
  'ansible_play_role_names',
  'ansible_playbook_python',
  'ansible_role_name',
  'ansible_role_names',
  'ansible_run_tags',
  'ansible_skip_tags',
  'ansible_verbosity',
  'ansible_version',
  'inventory_dir',
  'inventory_file',
  'inventory_hostname',
  'inventory_hostname_short',
  'groups',
  'group_names',
  'hostvars',
  'playbook_dir',
  'play_hosts',
  'role_name',
  'role_names',
  'role_path',
  'role_uuid',
];

/** The variables of hosts and groups that a listing shows. */
export class ListedVariables {
  readonly #options: ListingOptions;
  readonly #combine: Combine;
  readonly #variables: InventoryVariables;

  constructor(inventory: Inventory, options: ListingOptions) {
    this.#options = options;
    this.#combine = combiner(inventory.options.hashBehaviour);
    this.#variables = new InventoryVariables(inventory, {
      stage: 'all',
      playbookDirectories: options.playbookDirectory === undefined ? [] : [options.playbookDirectory],
    });
  }

  ofHost(host: InventoryHost): Dict {
    return withoutInternal(this.#options.export === true ? this.#ownOf(host) : this.#allOf(host));
  }

  ofGroup(group: InventoryGroup): Dict {
    let variables = this.#variables.group(group);
    if (this.#options.playbookDirectoryGiven === true) {
      variables = this.#combine(variables, this.#variables.groupPluginsPlay(group));
    }
    if (group.priority !== 1) variables = variables.copy().set('ansible_group_priority', group.priority);
    return withoutInternal(variables);
  }

  #allOf(host: InventoryHost): Dict {
    const variables = this.#variables.of(host);
    const all = this.#options.extraVariables
      ? this.#combine(variables, this.#options.extraVariables)
      : variables;
    this.#options.inspect?.(all);
    return all;
  }

  #ownOf(host: InventoryHost): Dict {
    const own = this.#combine(host.allVariables(), this.#variables.hostPluginsInventory(host));
    return this.#options.playbookDirectoryGiven === true
      ? this.#combine(own, this.#variables.hostPluginsPlay(host))
      : own;
  }
}

function withoutInternal(variables: Dict): Dict {
  const shown = variables.copy();
  for (const name of internal) shown.delete(name);
  return shown;
}

/** Variables as JSON listings write them: encrypted values stay so, text that is no template says so. */
export function jsonVariables(variables: Dict, untrusted: readonly ReadonlyMap<string, Value>[]): Dict {
  const written = new Dict();
  for (const [name, value] of variables) {
    const computed = untrusted.some((known) => {
      const given = typeof name === 'string' ? known.get(name) : undefined;
      return given !== undefined && equals(given, value);
    });
    written.set(name, jsonValue(value, computed));
  }
  return written;
}

function jsonValue(value: Value, computed: boolean): Value {
  if (typeof value === 'string') {
    return computed || hasTemplateSyntax(value) ? Dict.of({ __ansible_unsafe: value }) : value;
  }
  if (value instanceof VaultString) return Dict.of({ __ansible_vault: value.envelope });
  if (Array.isArray(value))
    return value.map((member, index) => jsonValue(member, computed || isUnsafe(value, index)));
  if (!(value instanceof Dict)) return value;
  const dict = new Dict();
  for (const [key, member] of value) dict.set(key, jsonValue(member, computed || isUnsafe(value, key)));
  return dict;
}

/** A value with its encrypted members as JSON listings write them. */
export function withVaultEnvelopes(value: Value): Value {
  if (value instanceof VaultString) return Dict.of({ __ansible_vault: value.envelope });
  if (Array.isArray(value)) return value.map(withVaultEnvelopes);
  if (!(value instanceof Dict)) return value;
  const dict = new Dict();
  for (const [key, member] of value) dict.set(key, withVaultEnvelopes(member));
  return dict;
}
