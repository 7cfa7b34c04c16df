import { describe, expect, it } from 'vitest';
import { connectionOptions, type PluginName } from '../../src/config/connection-options/all.ts';
import type { PluginOptions } from '../../src/config/connection-options/plugin-option.ts';
import { resolveOption, type OptionSources } from '../../src/config/connection-options/resolve-option.ts';
import type { Value } from '../../src/python/value.ts';
import { givenConfig } from './given-config.ts';

interface Given {
  variables?: Record<string, Value>;
  keywords?: Record<string, Value>;
  cli?: Record<string, string>;
  env?: Record<string, string>;
  ini?: string;
}

function sources({ variables = {}, keywords = {}, cli = {}, env = {}, ini }: Given): OptionSources {
  const config = givenConfig({ env, ini });
  return {
    variable: (name) => variables[name],
    keyword: (name) => keywords[name],
    cli: (name) => cli[name],
    config,
  };
}

const { ssh, sudo, doas } = connectionOptions;

describe('an option of a connection', () => {
  const all: Required<Given> = {
    variables: { ansible_user: 'var' },
    keywords: { remote_user: 'keyword' },
    cli: { user: 'cli' },
    env: { ANSIBLE_REMOTE_USER: 'env' },
    ini: '[defaults]\nremote_user = ini\n',
  };
  it.each([
    [all, 'var', 'var: ansible_user'],
    [{ ...all, variables: {} }, 'keyword', 'keyword: remote_user'],
    [{ ...all, variables: {}, keywords: {} }, 'cli', 'cli: user'],
    [{ env: all.env, ini: all.ini }, 'env', 'env: ANSIBLE_REMOTE_USER'],
    [{ ini: all.ini }, 'ini', '/work/ansible.cfg'],
    [{}, null, 'default'],
  ])('comes from the first place that sets it: %#', (given, value, origin) => {
    expect(resolveOption('remote_user', ssh.remote_user, sources(given))).toEqual({ value, origin });
  });

  it('takes the last of several names in one place', () => {
    const given = {
      variables: { ansible_user: 'a', ansible_ssh_user: 'b' },
      ini: '[defaults]\ntimeout=1\n[ssh_connection]\ntimeout=2',
    };
    expect(resolveOption('remote_user', ssh.remote_user, sources(given)).value).toBe('b');
    expect(resolveOption('timeout', ssh.timeout, sources(given)).value).toBe(2);
  });

  it('is specific to its become method', () => {
    const given = {
      variables: { ansible_become_exe: '/bin/x', ansible_doas_exe: '/bin/doas' },
      env: { ANSIBLE_SUDO_FLAGS: '-n' },
    };
    expect(resolveOption('become_exe', sudo.become_exe, sources(given)).value).toBe('/bin/x');
    expect(resolveOption('become_exe', doas.become_exe, sources(given)).value).toBe('/bin/doas');
    expect(resolveOption('become_flags', sudo.become_flags, sources(given)).value).toBe('-n');
    expect(resolveOption('become_flags', sudo.become_flags, sources({})).value).toBe('-H -S -n');
  });

  it.each(Object.keys(connectionOptions).filter((name) => !['ssh', 'local', 'shell'].includes(name)))(
    'takes the keywords of the task for %s',
    (method) => {
      const options: PluginOptions = connectionOptions[method as PluginName];
      for (const name of ['become_user', 'become_exe', 'become_flags']) {
        const option = options[name];
        if (option)
          expect(resolveOption(name, option, sources({ keywords: { [name]: 'x' } })).value).toBe('x');
      }
    },
  );

  it('refuses text that does not fit, and takes an empty variable for none', () => {
    expect(() =>
      resolveOption('timeout', ssh.timeout, sources({ ini: '[ssh_connection]\ntimeout = x' })),
    ).toThrow("Config 'timeout' from '/work/ansible.cfg' has an invalid value");
    expect(resolveOption('port', ssh.port, sources({})).value).toBeNull();
  });
});
