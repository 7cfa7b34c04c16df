import { connectionOptions } from '../config/connection-options/all.ts';
import type { PluginOption } from '../config/connection-options/plugin-option.ts';
import { Dict } from '../python/dict.ts';

/**
 * Variables that decide how a host is reached or how its modules run, and names that a run uses itself. A
 * fact of that name must never replace them. Longer than ansible-core's list: it has every option that
 * mitorun reads from a host's variables.
 */
const protectedNames: ReadonlySet<string> = new Set([
  ...optionVariables(),
  ...'ansible_connection ansible_executable ansible_pass ansible_shell_type ansible_shell_executable'.split(
    ' ',
  ),
  ...'ansible_timeout ansible_rsync_path ansible_playbook_python ansible_facts ansible_become'.split(' '),
  ...'ansible_become_method ansible_module_compression ansible_connection_user ansible_network_os'.split(' '),
  ...'ansible_interpreter_python_fallback add_host add_group'.split(' '),
]);

/** Names of plug-ins that have variables of their own, and everything that says how Mitogen's or mitorun's agents work. */
const connectionPrefix =
  /^(ansible_(become|ssh|sudo|su|doas|docker|podman|buildah|lxc|lxd|incus|chroot|jail|zone|kubectl|oc|local|paramiko|paramiko_ssh|winrm|psrp|persistent|httpapi|netconf|network_cli)_|mitogen_|mitorun_)/;

/** `setup` reports keys of these shapes, and they are no connection settings: host keys, bridges of containers. */
const harmless = /^ansible_(ssh_host_key_\w+|local|(?!become_)\w+_(gw)?bridge)$/;

/**
 * Whether a fact may become a variable of the same name (Ansible's `clean_facts`, and the variables that
 * mitorun obeys besides).
 */
export function isInjectableFact(name: string): boolean {
  if (protectedNames.has(name)) return false;
  if (harmless.test(name)) return true;
  return (
    !connectionPrefix.test(name) && !/^(ansible_.*_interpreter$|_ansible_(?!facts_gathered$))/.test(name)
  );
}

/** Names of the variables that set a connection's options. The host's name is no option. */
function optionVariables(): string[] {
  const options = Object.values(connectionOptions).flatMap((table): PluginOption[] => Object.values(table));
  return options.flatMap(({ variables }) => variables).filter((name) => name !== 'inventory_hostname');
}

/** The members of `ansible_facts` as variables: unsafe names dropped, the spelling kept. */
export function injectedFacts(facts: Dict): Dict {
  const injected = new Dict();
  for (const [name, value] of facts)
    if (typeof name === 'string' && isInjectableFact(name)) injected.set(name, value);
  return injected;
}

/** The members of the `ansible_facts` variable: names without `ansible_` in front, but for `ansible_local`. */
export function namespacedFacts(facts: Dict): Dict {
  const namespaced = new Dict();
  for (const [name, value] of facts) {
    const short = typeof name === 'string' && name.startsWith('ansible_') && name !== 'ansible_local';
    namespaced.set(short ? name.slice('ansible_'.length) : name, value);
  }
  return namespaced;
}
