import { describe, expect, it } from 'vitest';
import type { Config } from '../../src/config/config.ts';
import { dumpConfig, listConfig } from '../../src/config/describe.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { settings } from '../../src/config/settings/all.ts';
import type { SettingTable } from '../../src/config/settings/setting.ts';

interface World {
  files?: Record<string, string>;
  env?: Record<string, string>;
  worldWritable?: boolean;
}

/** The configuration in /work of a machine with these files. */
function configOf({ files = {}, env = {}, worldWritable = false }: World): Config {
  return loadConfig({
    cwd: '/work',
    home: '/home/me',
    env,
    fileSystem: {
      readText: (path) => files[path],
      exists: (path) => files[path] !== undefined,
      isDirectory: (path) => path === '/dir',
      isWorldWritable: (path) => path === '/work' && worldWritable,
    },
  });
}

const inWork = (text: string, env?: Record<string, string>): Config =>
  configOf({ files: { '/work/ansible.cfg': text }, ...(env ? { env } : {}) });

describe('ansible.cfg', () => {
  const everywhere = {
    '/e.cfg': '',
    '/dir/ansible.cfg': '',
    '/work/ansible.cfg': '',
    '/home/me/.ansible.cfg': '',
    '/etc/ansible/ansible.cfg': '',
  };
  it.each([
    ['ANSIBLE_CONFIG', { env: { ANSIBLE_CONFIG: '/e.cfg' }, files: everywhere }, '/e.cfg'],
    [
      'ANSIBLE_CONFIG as a directory',
      { env: { ANSIBLE_CONFIG: '/dir' }, files: everywhere },
      '/dir/ansible.cfg',
    ],
    [
      'an ANSIBLE_CONFIG that is not there',
      { env: { ANSIBLE_CONFIG: '/none.cfg' }, files: everywhere },
      '/work/ansible.cfg',
    ],
    ['the working directory', { files: everywhere }, '/work/ansible.cfg'],
    ['the home directory', { files: everywhere, worldWritable: true }, '/home/me/.ansible.cfg'],
    ['/etc', { files: { '/etc/ansible/ansible.cfg': '' } }, '/etc/ansible/ansible.cfg'],
    ['nowhere', {}, undefined],
  ])('is found in %s', (_name, world, expected) => {
    expect(configOf(world).file).toBe(expected);
  });

  it('is not taken from a directory that anyone may write in, which is told', () => {
    const [warning] = configOf({ files: { '/work/ansible.cfg': '' }, worldWritable: true }).warnings;
    expect(warning).toMatch(
      /^Ansible is being run in a world writable directory \(\/work\), ignoring it as an ansible.cfg source\. /,
    );
    expect(configOf({ worldWritable: true }).warnings).toEqual([]);
  });

  it('is told of keys that mean nothing, with the nearest that does', () => {
    const text =
      '[defaults]\nfork = 3\nforks = 4\nfoo = 1\n[galaxy]\nx = 1\n[ssh_connection]\npipelining = yes\n';
    expect(inWork(text).warnings).toEqual([
      "/work/ansible.cfg: unknown setting 'fork' in [defaults] is ignored; did you mean 'forks' in [defaults]?",
      "/work/ansible.cfg: unknown setting 'foo' in [defaults] is ignored",
    ]);
  });
});

describe('a setting', () => {
  it('comes from the environment, ansible.cfg or its default, and says which', () => {
    const text = '[defaults]\nforks = 7\ntimeout = 8\n';
    const config = inWork(text, { ANSIBLE_TIMEOUT: '9' });
    expect([config.get('DEFAULT_FORKS'), config.origin('DEFAULT_FORKS')]).toEqual([7, '/work/ansible.cfg']);
    expect([config.get('DEFAULT_TIMEOUT'), config.origin('DEFAULT_TIMEOUT')]).toEqual([
      9,
      'env: ANSIBLE_TIMEOUT',
    ]);
    expect([config.get('DEFAULT_GATHERING'), config.origin('DEFAULT_GATHERING')]).toEqual([
      'implicit',
      'default',
    ]);
  });

  it('has its type', () => {
    const config = inWork(
      '[defaults]\nroles_path = a:~/b:$X/c:/d\ninventory = one, two\nfacts_modules = a, "b"\nlog_path = ./x/../y\n' +
        'remote_user = "bob"\nretry_files_enabled = on\ninternal_poll_interval = 0.5\n',
      { X: '/x' },
    );
    expect(config.get('DEFAULT_ROLES_PATH')).toEqual(['/work/a', '/home/me/b', '/x/c', '/d']);
    expect(config.get('DEFAULT_HOST_LIST')).toEqual(['/work/one', '/work/two']);
    expect(config.get('FACTS_MODULES')).toEqual(['a', 'b']);
    expect(config.get('DEFAULT_LOG_PATH')).toBe('/work/y');
    expect(config.get('DEFAULT_REMOTE_USER')).toBe('bob');
    expect(config.get('RETRY_FILES_ENABLED')).toBe(true);
    expect(config.shown('DEFAULT_INTERNAL_POLL_INTERVAL')).toBe(0.5);
  });

  it('counts paths from the file that sets them, or else from the working directory', () => {
    const files = { '/etc/ansible/ansible.cfg': '[defaults]\nroles_path = roles:{{CWD}}/r\n' };
    expect(configOf({ files }).get('DEFAULT_ROLES_PATH')).toEqual(['/etc/ansible/roles', '/work/r']);
    expect(configOf({ files, env: { ANSIBLE_ROLES_PATH: 'r' } }).get('DEFAULT_ROLES_PATH')).toEqual([
      '/work/r',
    ]);
  });

  it('begins at ANSIBLE_HOME where its default does', () => {
    const config = configOf({ env: { ANSIBLE_HOME: '/opt/a' } });
    expect(config.get('DEFAULT_LOCAL_TMP')).toBe('/opt/a/tmp');
    expect(config.get('COLLECTIONS_PATHS')).toEqual(['/opt/a/collections', '/usr/share/ansible/collections']);
  });

  it('is its default where its variable is empty and it is no text', () => {
    const config = configOf({ env: { ANSIBLE_FORKS: '', ANSIBLE_REMOTE_USER: '', ANSIBLE_NOCOWS: '' } });
    expect([config.get('DEFAULT_FORKS'), config.origin('DEFAULT_FORKS')]).toEqual([5, 'default']);
    expect([config.get('DEFAULT_REMOTE_USER'), config.shown('ANSIBLE_NOCOWS')]).toEqual(['', false]);
  });

  it.each([
    [
      'forks = x',
      "Config 'DEFAULT_FORKS' from '/work/ansible.cfg' has an invalid value: Invalid value provided for 'integer': 'x'",
    ],
    [
      'forks = 1.5',
      "Config 'DEFAULT_FORKS' from '/work/ansible.cfg' has an invalid value: Invalid value provided for 'integer': '1.5'",
    ],
    [
      'gathering = foo',
      "Invalid value 'foo' for config 'DEFAULT_GATHERING'. Valid values are: implicit, explicit, smart",
    ],
  ])('that is wrong ends the run: %s', (line, message) => {
    expect(() => inWork(`[defaults]\n${line}\n`)).toThrow(
      expect.objectContaining({ code: 'CONFIG', message }),
    );
  });

  it('of Mitogen is accepted', () => {
    const config = inWork('[defaults]\nstrategy = mitogen_linear\nstrategy_plugins = /m\n', {
      MITOGEN_POOL_SIZE: '8',
    });
    expect([config.get('DEFAULT_STRATEGY'), config.shown('MITOGEN_POOL_SIZE'), config.warnings]).toEqual([
      'mitogen_linear',
      8,
      [],
    ]);
  });
});

describe('the table of settings', () => {
  const rows = Object.entries(settings as SettingTable);

  it('says what each is, and why it is ignored where it is', () => {
    expect(rows.length).toBeGreaterThan(190);
    for (const [name, { description, ignored }] of rows) {
      expect(description, name).toMatch(/^[^\n]{5,150}$/);
      if (ignored !== undefined) expect(ignored.length, name).toBeGreaterThan(10);
    }
  });

  it('is printed with the origin of each value', () => {
    const config = inWork('[defaults]\nforks = 7\n', { ANSIBLE_NOCOLOR: '1' });
    expect(dumpConfig(config, { onlyChanged: true })).toBe(
      'ANSIBLE_NOCOLOR(env: ANSIBLE_NOCOLOR) = True\nCONFIG_FILE() = /work/ansible.cfg\nDEFAULT_FORKS(/work/ansible.cfg) = 7\n',
    );
    expect(dumpConfig(config)).toContain("FACTS_MODULES(default) = ['smart']\n");
    expect(listConfig(config)).toContain(
      'DEFAULT_FORKS: how many hosts are worked on at the same time\n  type: integer\n  ini: [defaults] forks\n' +
        '  env: ANSIBLE_FORKS\n  value: 7 (/work/ansible.cfg)\n',
    );
  });
});
