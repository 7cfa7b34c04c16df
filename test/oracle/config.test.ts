import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dumpConfig } from '../../src/config/describe.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { nodeFileSystem } from '../../src/config/node-file-system.ts';
import { settings } from '../../src/config/settings/all.ts';
import { referenceProgram } from '../reference.ts';

const program = referenceProgram('ansible-config');

/** Not compared: a run's own directory, and a table of network devices that mitorun does without. */
const others = new Set(['DEFAULT_LOCAL_TMP', 'CONNECTION_FACTS_MODULES']);

const cases: Record<string, { ini?: string; env?: Record<string, string> }> = {
  defaults: {},
  'all kinds of types': {
    ini: [
      '[defaults]',
      'forks = 12 ; twelve',
      'roles_path = a:~/b:$HOME/c:/d',
      'inventory = one, "two"',
      'strategy = "free"',
      'facts_modules = a, "b"',
      'log_path = $HOME/x/../y',
      'library = ./m:n',
      'timeout = 7.0',
      'nocows = maybe',
      'remote_user: bob',
      'interpreter_python = auto_silent',
      '[privilege_escalation]',
      'become = True ; x',
      'become_method = su',
      '[diff]',
      'always = 1',
      '[inventory]',
      'enable_plugins = ini, script',
    ].join('\n'),
  },
  'values over several lines': { ini: '[defaults]\nroles_path = a:\n  b\n\n  c\nforks = 3\n# end\n' },
  environment: {
    env: {
      ANSIBLE_FORKS: '9',
      ANSIBLE_ROLES_PATH: 'x:y',
      ANSIBLE_NOCOLOR: '1',
      NO_COLOR: '',
      ANSIBLE_TIMEOUT: '',
      ANSIBLE_HOME: '/opt/home',
    },
  },
  'environment before the file': {
    ini: '[defaults]\nforks = 3\ngathering = smart\n',
    env: { ANSIBLE_FORKS: '4' },
  },
};

describe('settings, their values and origins are as ansible-config dumps them', () => {
  let directory = '';
  beforeAll(() => {
    directory = realpathSync(mkdtempSync(join(tmpdir(), 'config-oracle-')));
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it.each(Object.entries(cases))('%s', (_name, { ini, env = {} }) => {
    const file = join(directory, 'ansible.cfg');
    rmSync(file, { force: true });
    if (ini !== undefined) writeFileSync(file, ini);
    const home = process.env['HOME'] ?? '/root';
    const environment = { PATH: process.env['PATH'] ?? '', HOME: home, ...env };
    const theirs = execFileSync(program, ['dump'], {
      cwd: directory,
      env: environment,
      encoding: 'utf8',
    });
    const ours = dumpConfig(
      loadConfig({ cwd: directory, home, env: environment, fileSystem: nodeFileSystem }),
    );
    const known = new Set<string>(Object.keys(settings).filter((name) => !others.has(name)));
    const wanted = linesOf(theirs).filter(([name]) => known.has(name));
    expect(wanted.length).toBeGreaterThan(150);
    expect(
      Object.fromEntries(linesOf(ours).filter(([name]) => wanted.some(([other]) => other === name))),
    ).toEqual(Object.fromEntries(wanted));
  });
});

function linesOf(dump: string): [name: string, line: string][] {
  return dump.split('\n').map((line) => [line.slice(0, Math.max(0, line.indexOf('('))), line]);
}
