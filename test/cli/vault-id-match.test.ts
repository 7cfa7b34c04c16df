import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runInProcess } from './run-in-process.ts';

/** `f` is encrypted under the label `prod` with a password that only `dev` has here. */
let cwd: string;
let ciphertext: string;
const write = (name: string, text: string): void => writeFileSync(join(cwd, name), text);
beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'vault-id-match-'));
  write('ansible.cfg', '[defaults]\nvault_identity_list = dev@p2,prod@p1\n');
  write('p1', 'pw1\n');
  write('p2', 'pw2\n');
  write('f', 'a: secret\n');
  await vault(['encrypt', '--vault-id', 'prod@p2', '--encrypt-vault-id', 'prod', 'f'], {
    ANSIBLE_VAULT_IDENTITY_LIST: '',
  });
  ciphertext = readFileSync(join(cwd, 'f'), 'utf8');
});
afterAll(() => rmSync(cwd, { recursive: true }));

function vault(argv: string[], environment: Record<string, string> = {}) {
  return runInProcess(['vault', ...argv], {
    cwd,
    environment: { ANSIBLE_CONFIG: join(cwd, 'ansible.cfg'), EDITOR: 'true', PAGER: 'cat', ...environment },
  });
}

const failure = 'Decryption failed (no vault secrets were found that could decrypt).';

describe.each([
  ['view', ['view', 'f']],
  ['decrypt', ['decrypt', '--output', 'out', 'f']],
  ['rekey', ['rekey', '--new-vault-id', 'dev@p1', 'f']],
  ['edit', ['edit', 'f']],
])('vault %s with vault_id_match (item 29)', (_, argv) => {
  it('tries no secret of another label', async () => {
    write('f', ciphertext);
    const { exit, err } = await vault(argv, { ANSIBLE_VAULT_ID_MATCH: '1' });
    expect(err).toContain(failure);
    expect(exit).toBe(1);
    expect(readFileSync(join(cwd, 'f'), 'utf8')).toBe(ciphertext);
  });

  it('takes any text for yes, as the setting has no type', async () => {
    write('f', ciphertext);
    expect((await vault(argv, { ANSIBLE_VAULT_ID_MATCH: 'False' })).exit).toBe(1);
  });

  it('tries every secret without it', async () => {
    write('f', ciphertext);
    expect((await vault(argv, { ANSIBLE_VAULT_ID_MATCH: '' })).exit).toBe(0);
  });
});

it('a vaulted file of vars_files is named by what it was wanted for (item 29)', async () => {
  write('f', ciphertext);
  write('site.yml', '[{hosts: localhost, gather_facts: false, vars_files: [f], tasks: [{debug: {var: a}}]}]');
  const { exit, err } = await runInProcess(['site.yml', '-i', 'localhost,'], {
    cwd,
    environment: { ANSIBLE_CONFIG: join(cwd, 'ansible.cfg'), ANSIBLE_VAULT_ID_MATCH: '1' },
  });
  expect(err).toBe(
    `[ERROR]: Invalid vars_files file '${cwd}/f': ${failure}\n\nInvalid vars_files file '${cwd}/f'.\n\n` +
      `<<< caused by >>>\n\n${failure}\nOrigin: ${cwd}/f\n\n`,
  );
  expect(exit).toBe(1);
});

it('a vaulted password file follows it, too (item 29)', async () => {
  write('f', ciphertext);
  write('p3', ciphertext.replace(/secret/, ''));
  const { err } = await vault(['view', '--vault-id', 'x@p3', 'f'], { ANSIBLE_VAULT_ID_MATCH: '1' });
  expect(err).toContain(`Error in vault password file loading (x): ${failure}`);
});
