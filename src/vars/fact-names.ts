import { Dict } from '../python/dict.ts';

/** Variables that decide how mitorun reaches a host: a fact of that name must never take their place. */
const connectionNames = new Set([
  'ansible_connection',
  'ansible_host',
  'ansible_port',
  'ansible_user',
  'ansible_password',
  'ansible_pass',
  'ansible_private_key_file',
  'ansible_timeout',
  'ansible_executable',
  'ansible_shell_type',
  'ansible_shell_executable',
  'ansible_pipelining',
  'ansible_remote_tmp',
  'ansible_rsync_path',
  'ansible_playbook_python',
  'ansible_facts',
  'ansible_become',
]);

const connectionPrefix =
  /^ansible_(become|ssh|sudo|su|doas|docker|podman|lxc|lxd|chroot|jail|zone|kubectl|local|paramiko|winrm|psrp)_/;

/** `setup` reports keys of this shape, and they are no connection settings. */
const harmless = /^ansible_(ssh_host_key_\w+|local)$/;

/** Whether a fact may be seen as a variable of the same name (Ansible's `clean_facts`). */
export function isInjectableFact(name: string): boolean {
  if (harmless.test(name)) return true;
  if (connectionNames.has(name) || connectionPrefix.test(name)) return false;
  return !/^ansible_.*_interpreter$/.test(name);
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
