import { describe, expect, it } from 'vitest';
import { connectionOptions } from '../../src/config/connection-options/all.ts';
import type { PluginOption } from '../../src/config/connection-options/plugin-option.ts';
import { Dict } from '../../src/python/dict.ts';
import { injectedFacts, namespacedFacts } from '../../src/vars/fact-names.ts';

const asVariables = (...names: string[]): unknown[] => [
  ...injectedFacts(new Dict(names.map((name) => [name, 'from the target']))).keys(),
];

describe('facts', () => {
  const facts = Dict.of({
    ansible_system: 'Linux',
    ansible_local: new Dict(),
    color: 'red',
    ansible_host: 'elsewhere',
  });

  it('are variables, but for those that say how a host is reached', () => {
    expect([...injectedFacts(facts).keys()]).toEqual(['ansible_system', 'ansible_local', 'color']);
  });

  it('lose their prefix in ansible_facts, but for ansible_local', () => {
    expect([...namespacedFacts(facts).keys()]).toEqual(['system', 'ansible_local', 'color', 'host']);
  });
});

describe("item 22: a target's facts never say how it is reached or how its modules run", () => {
  it.each([
    'mitogen_task_isolation',
    'mitogen_via',
    'mitogen_kind',
    'mitogen_anything',
    'ansible_connection',
    'ansible_host',
    'ansible_ssh_host',
    'ansible_port',
    'ansible_user',
    'ansible_ssh_common_args',
    'ansible_ssh_executable',
    'ansible_host_key_checking',
    'ansible_private_key',
    'ansible_sshpass_prompt',
    'ansible_remote_tmp',
    'ansible_async_dir',
    'ansible_control_path',
    'ansible_become',
    'ansible_become_exe',
    'ansible_become_bridge',
    'ansible_sudo_flags',
    'ansible_su_exe',
    'ansible_python_interpreter',
    'ansible_ruby_interpreter',
    'ansible_interpreter_python_fallback',
    'ansible_shell_type',
    'ansible_module_compression',
    'ansible_network_os',
    'ansible_connection_user',
    'ansible_paramiko_proxy_command',
    'ansible_winrm_scheme',
    'ansible_docker_extra_args',
    'ansible_facts',
    'ansible_playbook_python',
    'ansible_rsync_path',
    'add_host',
    'add_group',
    '_ansible_no_log',
  ])('%s stays in ansible_facts', (name) => {
    expect(asVariables(name)).toEqual([]);
  });

  it('no option that mitorun reads of a host can come from one', () => {
    const options = Object.values(connectionOptions).flatMap((table): PluginOption[] => Object.values(table));
    const names = options.flatMap(({ variables }) => variables);
    expect(asVariables(...names)).toEqual(['inventory_hostname']);
  });

  it.each([
    'ansible_ssh_host_key_rsa_public',
    'ansible_docker_gwbridge',
    'ansible_lxc_bridge',
    'vars',
    'ansible_eth0',
  ])('%s is a variable, as with ansible-core', (name) => {
    expect(asVariables(name)).toEqual([name]);
  });
});
