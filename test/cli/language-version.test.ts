import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { languageVersion } from '../../src/config/language-version.ts';
import { coreFiles, writeTree } from '../modules/write-tree.ts';
import { runInProcess } from './run-in-process.ts';

/** Modules of two ansible-cores, of which the older one comes first, as on a machine with apt's ansible. */
const cwd = writeTree({
  'ansible.cfg': '',
  ...coreFiles('2.14.18', '2.14.18/'),
  ...coreFiles('2.16.3', '2.16.3/'),
});

const run = (argv: string[], environment: Record<string, string> = {}, program = 'mitorun') =>
  runInProcess(argv, {
    cwd,
    program,
    environment: {
      MITORUN_CONTENT: `${cwd}/2.14.18:${cwd}/2.16.3`,
      ANSIBLE_CONFIG: join(cwd, 'ansible.cfg'),
      ...environment,
    },
  });

describe('the version is that of the language, whatever the modules are of (item 19)', () => {
  it('in ansible_version', async () => {
    const { out } = await run([
      'localhost',
      '-m',
      'debug',
      '-a',
      'msg="{{ ansible_version.full }}, {{ ansible_version.minor }}"',
    ]);
    expect(out).toContain(`"${languageVersion}, 19"`);
  });

  it('in mitorun --version', async () => {
    expect((await run(['--version'])).out).toMatch(new RegExp(`\\[core ${languageVersion}\\]\n$`));
  });

  it.each([
    ['ansible-playbook', ['--version']],
    ['mitorun', ['all', '-i', 'a,', '-vv', '-m', 'debug']],
  ])('in what %s %j says', async (program, argv) => {
    const { out } = await run(argv, {}, program);
    expect(out.split('\n')[0]).toMatch(new RegExp(`\\[core ${languageVersion}\\]$`));
    expect(out).toContain(`ansible python module location = ${cwd}/2.16.3/ansible\n`);
  });

  it('in the names of cached facts', async () => {
    await run(['a', '-i', 'a,', '-m', 'set_fact', '-a', 'x=1 cacheable=true'], {
      ANSIBLE_CACHE_PLUGIN: 'jsonfile',
      ANSIBLE_CACHE_PLUGIN_CONNECTION: join(cwd, 'facts'),
    });
    expect(readdirSync(join(cwd, 'facts'))).toEqual(['s1_a']);
  });

  it('and where the modules come from is told by content list', async () => {
    const { out } = await run(['content', 'list']);
    expect(out).toContain('ansible-core 2.14.18 ');
    expect(out).toContain('ansible-core 2.16.3 ');
  });
});
