import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type ProgramOutput, runInProcess } from '../cli/run-in-process.ts';
import { referenceLibrary, referenceProgram } from '../reference.ts';
import { withoutOwnHints } from './own-hints.ts';

const library = referenceLibrary();
const fixtures = new URL('../../fixtures/cli', import.meta.url).pathname;
const directory = mkdtempSync(join(tmpdir(), 'cli-oracle-'));
cpSync(fixtures, directory, { recursive: true });
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const environment = {
  ...process.env,
  ANSIBLE_DEPRECATION_WARNINGS: 'false',
  MITORUN_CONTENT: library,
};

/** Command lines of each program: standard output, errors and exit code shall be the reference's. */
const cases: Readonly<Record<string, readonly string[]>> = {
  'ansible-playbook': [
    'site.yml --list-tasks',
    'site.yml --list-tags',
    'site.yml --list-hosts',
    'site.yml --list-hosts --list-tasks --list-tags',
    'site.yml --list-tasks -t early',
    'site.yml --list-tasks --tags role_tag,inner',
    'site.yml --list-tasks -t never',
    'site.yml --list-tasks --skip-tags front',
    'site.yml --list-tasks --skip-tags always,blocked',
    'site.yml --list-tasks -t tagged',
    'site.yml --list-tasks -t untagged',
    'site.yml --list-tags -t blue',
    'site.yml --list-tags --skip-tags web',
    'site.yml --list-hosts -l web2',
    'site.yml --list-hosts -l nosuch',
    'site.yml --list-hosts -l db,nosuch',
    'site.yml --list-hosts -e target=db',
    'site.yml second.yml --list-hosts',
    'second.yml --list-tasks --list-hosts',
    './third.yml --list-tasks',
    'prompts.yml --list-hosts',
    'site.yml --syntax-check',
    'site.yml second.yml --syntax-check',
    'misspelled.yml --syntax-check',
    'unknown-module.yml --syntax-check',
    'unknown-role.yml --syntax-check',
    'mapping.yml --syntax-check',
    'nosuch.yml',
    'roles',
    'prompts.yml',
    'fails.yml',
    'fails.yml --start-at-task Goes*',
    'fails.yml --start-at-task nosuch',
    'fails.yml -l web1',
    'fails.yml -l @missing.txt',
    'fails.yml -t nothing',
    'fails.yml -e nonsense:',
    'fails.yml -e a=1 -v',
    'fails.yml -f -1',
    'fails.yml --become-password-file nosuch',
    'fails.yml --vault-id nosuchfile',
    'fails.yml --tags',
    'fails.yml --forks 0',
    'fails.yml --nosuch-option',
    'fails.yml -k --connection-password-file x',
    'fails.yml --check=yes',
    '-i',
    '',
  ],
  ansible: [
    'all --list-hosts',
    'web:!web1 --list-hosts',
    'nosuch --list-hosts',
    'nosuch -m ping',
    'web -m ping -l nosuch',
    'web -m debug',
    'web -m debug -a msg={{inventory_hostname}}',
    'web -m debug -a {"msg":"{{inventory_hostname}}"} -o',
    'lone',
    'localhost -m command -a pwd --playbook-dir roles',
    'localhost -m command -a pwd',
    'lone -m shell',
    'lone -m raw -a false',
    'lone -m nosuchmodule',
    'lone -m include_tasks -a more.yml',
    'lone -m include_role -a name=base',
    'lone -m meta -a refresh_inventory',
    'site.yml -m raw',
    'lone -m import_playbook -a site.yml',
    'lone -m assert -a that=1==2 -o',
    'lone -m meta -a noop',
    'lone web',
    'lone -m ping -f 0',
    '',
  ],
  'ansible-inventory': [
    '--list',
    '--list --yaml',
    '--list --export',
    '--list --limit db',
    '--graph',
    '--graph web',
    '--graph --vars',
    '--graph nosuch',
    '--host web1',
    '--host web1 --yaml',
    '--host nosuch',
    '--list --graph',
    '--list -v',
    '--list --output /nonexistent/x',
    '--list --limit nosuch',
    '--graph web --vars',
    '--host lone --vars',
    '',
  ],
};

/** What Python leaves to chance (the order of sets), and the usage text, which is mitorun's own. */
function comparable({ exit, out, err }: ProgramOutput) {
  const lines = (text: string): string[] =>
    text
      .replaceAll(
        /TAGS: \[([^\]]*)\]/g,
        (_all, tags: string) => `TAGS: [${tags.split(/, ?/).toSorted().join()}]`,
      )
      .split('\n')
      .map((line) => line.trimEnd());
  const error = /^\S+: error: (.*)$/m.exec(err)?.[1]?.replace(/ \(did you mean .*\)$/, '');
  return {
    exit,
    out: lines(out).toSorted(),
    err: error === undefined ? withoutOwnHints(err).trimEnd() : error,
  };
}

function reference(
  program: string,
  argv: readonly string[],
  { cwd = directory, env = environment }: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<ProgramOutput> {
  return new Promise((resolve) => {
    const child = execFile(referenceProgram(program), argv, { cwd, env }, (error, out, err) => {
      resolve({ exit: typeof error?.code === 'number' ? error.code : 0, out, err });
    });
    child.stdin?.end();
  });
}

/** What is wrong with `-e` Ansible tells of every inventory source too; mitorun says it once. */
describe('extra variables that cannot be read', () => {
  it.each(['@', '@nosuch.yml', '[1,2]', './more.yml'])('-e %s', async (given) => {
    const argv = ['-i', 'hosts', 'fails.yml', '-e', given];
    const [theirs, ours] = await Promise.all([
      reference('ansible-playbook', argv),
      runInProcess(argv, { program: 'ansible-playbook', cwd: directory, environment }),
    ]);
    expect(ours.exit).toBe(theirs.exit);
    expect(ours.err.trimEnd()).toBe(`[ERROR]: ${theirs.err.split('[ERROR]: ').at(-1)?.trimEnd()}`);
  });
});

describe.each(Object.entries(cases))('%s', (program, lines) => {
  it.each(lines)('%s', async (line) => {
    const words = line === '' ? [] : line.split(' ');
    const argv = words.includes('-i') || line === '' ? words : ['-i', 'hosts', ...words];
    const [theirs, ours] = await Promise.all([
      reference(program, argv),
      runInProcess(argv, { program, cwd: directory, environment }),
    ]);
    expect(comparable(ours)).toEqual(comparable(theirs));
  });
});

/** Sources of `fixtures/oracle/python-inventory-earlier-sources`, read by the plug-ins beside them. */
describe('inventory and vars plug-ins in Python (item 20)', () => {
  const cwd = new URL('../../fixtures/oracle/python-inventory-earlier-sources', import.meta.url).pathname;
  const env = {
    ...environment,
    ANSIBLE_INVENTORY_ENABLED: 'addgroup,auto,yaml',
    PYTHONDONTWRITEBYTECODE: '1',
  };
  it.each(['--list', '--list --export', '--list --yaml', '--host h1', '--graph --vars'])(
    '%s',
    async (line) => {
      const sources = [
        '-i',
        'hosts.yml',
        '-i',
        'roles.addgroup.yml',
        '-e',
        'letters=xy',
        '--playbook-dir',
        '.',
      ];
      const argv = [...sources, ...line.split(' ')];
      const [theirs, ours] = await Promise.all([
        reference('ansible-inventory', argv, { cwd, env }),
        runInProcess(argv, { program: 'ansible-inventory', cwd, environment: env }),
      ]);
      expect(comparable(ours)).toEqual(comparable(theirs));
    },
  );
});
