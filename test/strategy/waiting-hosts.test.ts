import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runInProcess } from '../cli/run-in-process.ts';

const directory = mkdtempSync(join(tmpdir(), 'mitorun-waiting-'));
afterAll(() => rmSync(directory, { recursive: true }));

function playbook(name: string, text: string): string {
  writeFileSync(join(directory, name), text);
  return name;
}

/** The messages of `debug`, in their order. */
async function messages(argv: readonly string[]): Promise<string[]> {
  const { out } = await runInProcess(['-c', 'local', ...argv], { cwd: directory });
  return [...out.matchAll(/"msg": "(.*)"/g)].map((found) => found[1] as string);
}

describe('other hosts go on while one waits (item 8)', () => {
  it('for changed_when of group_by', async () => {
    const site = playbook(
      'add.yml',
      `- hosts: all
  strategy: free
  gather_facts: false
  tasks:
    - group_by: {key: made}
      changed_when: lookup('pipe', 'sleep ' ~ seconds) == ''
    - debug: msg="{{ inventory_hostname }} is done"
`,
    );
    writeFileSync(join(directory, 'hosts'), 'slow seconds=1\nquick seconds=0\n');
    expect(await messages(['-i', 'hosts', site])).toEqual(['quick is done', 'slow is done']);
  });

  it("for a host's name of vars_files", async () => {
    mkdirSync(join(directory, 'vars'), { recursive: true });
    for (const host of ['slow', 'quick'])
      writeFileSync(join(directory, 'vars', `${host}.yml`), `own: ${host}\n`);
    const site = playbook(
      'files.yml',
      `- hosts: all
  strategy: free
  gather_facts: false
  vars_files:
    - "vars/{{ inventory_hostname }}{{ lookup('pipe', 'sleep ' ~ seconds) }}.yml"
  tasks:
    - debug: msg="{{ own }} is done"
`,
    );
    writeFileSync(join(directory, 'hosts'), 'slow seconds=1\nquick seconds=0\n');
    expect(await messages(['-i', 'hosts', site])).toEqual(['quick is done', 'slow is done']);
  });
});
