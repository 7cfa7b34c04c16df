import { describe, expect, it } from 'vitest';
import {
  connectionOptions,
  type PluginName,
  waitingMethods,
} from '../../src/config/connection-options/all.ts';
import type { PluginOption } from '../../src/config/connection-options/plugin-option.ts';
import { settings, type SettingName } from '../../src/config/settings/all.ts';
import type { SettingTable } from '../../src/config/settings/setting.ts';
import { ConnectionOptions } from '../../src/executor/connection-options.ts';
import { resolveConnection } from '../../src/executor/route/resolve-connection.ts';
import type { Value } from '../../src/python/value.ts';
import { givenConfig } from '../config/given-config.ts';
import { givenTask } from './given-task.ts';

interface Given {
  readonly variables?: Readonly<Record<string, Value>>;
  readonly keywords?: Readonly<Record<string, Value>>;
  readonly cli?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly ini?: string;
}

/** How a task on `app1` reaches its target, all of it. */
function way({ variables = {}, keywords = {}, cli = {}, env = {}, ini }: Given): string {
  const config = givenConfig({ env, ini });
  const { templar, keywords: task } = givenTask({ variables, keywords });
  const options = new ConnectionOptions(templar, task, {
    config,
    cli: (name) => cli[name],
    connectionPassword: undefined,
    becomePassword: undefined,
    secret: () => undefined,
  });
  const place = { target: 'app1', playbookDirectory: '/plays' };
  const connection = resolveConnection(place, () => options);
  const shell = (['remote_tmp', 'async_dir', 'executable'] as const).map((option) =>
    connection.shell(option),
  );
  return JSON.stringify([connection, shell]);
}

const notText: Readonly<Record<string, string>> = { boolean: 'no', integer: '7', float: '7', list: 'a,b' };
const wanted: Readonly<Record<string, string>> = {
  'ssh.password_mechanism': 'disable',
  'ssh.ssh_args': '-o A=b',
};
/** What must be set too for an option to matter. */
const beside: Readonly<Record<string, Readonly<Record<string, Value>>>> = {
  'ssh.password_mechanism': { ansible_password: 'secret' },
  'shell.admin_users': { ansible_become: true, ansible_become_method: 'sudo', ansible_become_user: 'a' },
  'ssh.private_key_passphrase': { ansible_private_key: 'key' },
};

function surroundings(plugin: PluginName, name: string): Readonly<Record<string, Value>> {
  const become = ['ssh', 'shell'].includes(plugin) ? {} : { ansible_become: true };
  const method = plugin === 'local' ? 'sudo' : plugin;
  return {
    ansible_connection: plugin === 'local' ? 'local' : 'ssh',
    ...become,
    ...(become.ansible_become && { ansible_become_method: method }),
    ...(name !== 'become_user' && plugin === 'local' ? { ansible_become_user: 'bob' } : {}),
    ...beside[`${plugin}.${name}`],
  };
}

/** Every place that may set an option, one at a time; the name of the target is no place. */
function places(option: PluginOption, value: string): [string, Given][] {
  return [
    ...option.variables
      .filter((name) => name !== 'inventory_hostname')
      .map((name): [string, Given] => [`variable ${name}`, { variables: { [name]: value } }]),
    ...option.keywords.map((name): [string, Given] => [`keyword ${name}`, { keywords: { [name]: value } }]),
    ...option.cli.map((name): [string, Given] => [`option ${name}`, { cli: { [name]: value } }]),
    ...option.env.map((name): [string, Given] => [`env ${name}`, { env: { [name]: value } }]),
    ...option.ini.map((place): [string, Given] => {
      const dot = place.indexOf('.');
      return [`ini ${place}`, { ini: `[${place.slice(0, dot)}]\n${place.slice(dot + 1)} = ${value}\n` }];
    }),
  ];
}

const cases = (Object.entries(connectionOptions) as [PluginName, Readonly<Record<string, PluginOption>>][])
  .filter(([plugin]) => !Object.hasOwn(waitingMethods, plugin))
  .flatMap(([plugin, options]) =>
    Object.entries(options)
      .filter(([, { ignored, isWaiting }]) => ignored === undefined && isWaiting === undefined)
      .flatMap(([name, option]) => {
        const value = wanted[`${plugin}.${name}`] ?? notText[option.type] ?? 'text';
        return places(option, value).map(([place, given]) => ({ plugin, name, place, given }));
      }),
  );

describe('every option of a plug-in has an effect from every place that sets it, or a reason for none (item 10)', () => {
  it.each(cases)('$plugin $name by $place', ({ plugin, name, given }) => {
    const around = surroundings(plugin, name);
    const variables = { ...around, ...given.variables };
    expect(way({ ...given, variables })).not.toBe(way({ variables: around }));
  });
});

const login = { ansible_connection: 'ssh' };
const becoming = { ansible_connection: 'ssh', ansible_become: true };
/** What each of these settings is set to, and beside which variables it matters. */
const accounts: Partial<Record<SettingName, readonly [string, Readonly<Record<string, Value>>]>> = {
  DEFAULT_BECOME: ['true', login],
  DEFAULT_BECOME_METHOD: ['su', becoming],
  DEFAULT_BECOME_USER: ['bob', becoming],
  DEFAULT_BECOME_EXE: ['/usr/bin/other', becoming],
  DEFAULT_BECOME_FLAGS: ['-x', becoming],
  BECOME_ALLOW_SAME_USER: ['true', { ...becoming, ansible_user: 'root' }],
  DEFAULT_PRIVATE_KEY_FILE: ['/key', login],
  HOST_KEY_CHECKING: ['false', login],
  DEFAULT_REMOTE_USER: ['bob', login],
  DEFAULT_REMOTE_PORT: ['77', login],
  DEFAULT_TIMEOUT: ['77', login],
};

describe('settings that plug-ins’ options and connections are made of have an effect (item 10)', () => {
  it.each(Object.entries(accounts))('%s', (name, [value, variables]) => {
    const { env, ini } = (settings as SettingTable)[name] ?? { env: [], ini: [] };
    for (const variable of env)
      expect(way({ variables, env: { [variable]: value } })).not.toBe(way({ variables }));
    for (const place of ini) {
      const [section = '', key = ''] = place.split('.');
      expect(way({ variables, ini: `[${section}]\n${key} = ${value}\n` })).not.toBe(way({ variables }));
    }
  });

  it('are all that the settings say', () => {
    const byOptions = Object.entries(settings as SettingTable).filter(
      ([, { readBy }]) => readBy === 'options',
    );
    expect(Object.keys(accounts)).toEqual(expect.arrayContaining(byOptions.map(([name]) => name)));
  });
});
