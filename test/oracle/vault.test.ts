import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Dict } from '../../src/python/dict.ts';
import { VaultString } from '../../src/python/vault-string.ts';
import { encryptStrings } from '../../src/vault/commands/encrypt-string.ts';
import {
  createFile,
  decryptFiles,
  editFiles,
  encryptFiles,
  rekeyFiles,
  viewFiles,
} from '../../src/vault/commands/files.ts';
import { nodeVaultIo } from '../../src/vault/commands/node-vault-io.ts';
import { encryptVault, vaultStrings } from '../../src/vault/vault.ts';
import { loadYaml } from '../../src/yaml/load.ts';
import { referenceProgram } from '../reference.ts';

const program = referenceProgram('ansible-vault');
const secret = { id: 'default', password: Buffer.from('s3cret é') };
const prod = { id: 'prod', password: Buffer.from('other') };

const rules = { defaultId: 'default', matchIdOnly: false };

describe('with ansible-vault', () => {
  let directory = '';
  const path = (name: string): string => join(directory, name);
  const ansibleVault = (...args: string[]): string => {
    const env = { ...process.env, EDITOR: path('editor') };
    return execFileSync(program, args, {
      encoding: 'utf8',
      cwd: directory,
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  };

  function world(editor = '/bin/true') {
    const stdin = new PassThrough();
    const stdout = new PassThrough();
    const stderr = new PassThrough();
    const io = nodeVaultIo({
      stdin,
      stdout,
      stderr,
      editor,
      localTmp: directory,
      env: process.env,
      pager: 'less',
      prompt: () => Promise.reject(new Error('no prompt expected')),
      warn: () => undefined,
    });
    return { io, stdin, out: () => String(stdout.read() ?? ''), err: () => String(stderr.read() ?? '') };
  }

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'vault-oracle-'));
    writeFileSync(path('pw'), 's3cret é\n');
    writeFileSync(path('pw2'), 'other');
    writeFileSync(path('editor'), '#!/bin/sh\necho edited >> "$1"\n', { mode: 0o755 });
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  const texts = { small: 'a: 1\n', empty: '', binary: '\x00\xff\x10bytes', long: 'word '.repeat(20_000) };

  it.each(Object.entries(texts))('reads what it encrypted: %s', async (name, text) => {
    writeFileSync(path(name), text, 'latin1');
    ansibleVault('encrypt', '--vault-password-file', 'pw', name);
    await decryptFiles({ files: [path(name)], rules, secrets: [secret] }, world().io);
    expect(readFileSync(path(name), 'latin1')).toBe(text);
    expect(statSync(path(name)).mode & 0o777).toBe(0o600);
  });

  it.each(Object.entries(texts))('writes what it decrypts: %s', async (name, text) => {
    writeFileSync(path(name), text, 'latin1');
    await encryptFiles({ files: [path(name)], secret: prod }, world().io);
    expect(readFileSync(path(name), 'latin1').split('\n')[0]).toBe('$ANSIBLE_VAULT;1.2;AES256;prod');
    ansibleVault('decrypt', '--vault-id', 'x@pw', '--vault-id', 'prod@pw2', name);
    expect(readFileSync(path(name), 'latin1')).toBe(text);
  });

  it('writes the very same text for a given salt', () => {
    writeFileSync(path('salted'), 'hello');
    const env = { ...process.env, ANSIBLE_VAULT_ENCRYPT_SALT: 'pepper' };
    const args = ['encrypt', '--vault-password-file', 'pw', '--output', '-', 'salted'];
    const theirs = execFileSync(program, args, {
      encoding: 'utf8',
      cwd: directory,
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    expect(encryptVault(Buffer.from('hello'), secret, { salt: 'pepper' })).toBe(theirs);
  });

  it('encrypts strings to the same YAML', async () => {
    const { io, out, err } = world();
    await encryptStrings(
      { strings: ['one', 'two'], names: ['a'], prompt: false, showInput: false, secret },
      io,
    );
    const ours = out();
    const theirs = ansibleVault(
      'encrypt_string',
      '--vault-password-file',
      'pw',
      '-n',
      'a',
      '--',
      'one',
      'two',
    );
    const shape = (text: string): string => text.replaceAll(/^ {10}[0-9a-f]+$/gm, '          X');
    expect(shape(ours)).toBe(shape(theirs));
    expect(err()).toBe(
      'The number of --name options do not match the number of args.\n' +
        'The last named variable will be "a". The rest will not have names.\n' +
        '# The encrypted version of variable ("a", the string #1 from the command line args).\n' +
        '# The encrypted version of the string #2 from the command line args.)\n',
    );
    const theirBlock = theirs.slice(0, theirs.indexOf('!vault', 10));
    const value = loadYaml(theirBlock, { file: 'x', trust: true, vault: vaultStrings([secret]) });
    const a = value instanceof Dict ? value.get('a') : undefined;
    expect(a instanceof VaultString && a.reveal()).toBe('one');
  });

  it('reads stdin and writes stdout where no file is named', async () => {
    const first = world();
    first.stdin.end('from stdin');
    await encryptFiles({ files: [], secret }, first.io);
    writeFileSync(path('piped'), first.out());
    expect(ansibleVault('view', '--vault-password-file', 'pw', 'piped')).toContain('from stdin');
    const second = world();
    await viewFiles({ files: [path('piped')], rules, secrets: [secret] }, second.io);
    expect(second.out()).toBe('from stdin\n');
  });

  it('rekeys both ways, mode and label kept as ansible-vault keeps them', async () => {
    writeFileSync(path('rekey'), 'x: 1\n', { mode: 0o640 });
    ansibleVault('encrypt', '--vault-password-file', 'pw', 'rekey');
    const { io, err } = world();
    await rekeyFiles({ files: [path('rekey')], rules, secrets: [secret], newSecret: prod }, io);
    expect(err()).toBe('Rekey successful\n');
    ansibleVault('rekey', '--vault-id', 'prod@pw2', '--new-vault-password-file', 'pw', 'rekey');
    await decryptFiles({ files: [path('rekey')], rules, secrets: [secret] }, world().io);
    expect(readFileSync(path('rekey'), 'utf8')).toBe('x: 1\n');
  });

  it('edits and creates by way of the editor', async () => {
    writeFileSync(path('edit.yml'), 'x: 1\n');
    ansibleVault('encrypt', '--vault-id', 'prod@pw2', 'edit.yml');
    await editFiles({ files: [path('edit.yml')], rules, secrets: [prod] }, world(path('editor')).io);
    expect(ansibleVault('view', '--vault-id', 'prod@pw2', 'edit.yml')).toContain('x: 1\nedited\n');
    const before = readFileSync(path('edit.yml'), 'utf8');
    await editFiles({ files: [path('edit.yml')], rules, secrets: [prod] }, world('/bin/true').io);
    expect(readFileSync(path('edit.yml'), 'utf8')).toBe(before);
    await createFile({ files: [path('sub/new.yml')], secret, skipTtyCheck: true }, world(path('editor')).io);
    expect(ansibleVault('view', '--vault-password-file', 'pw', 'sub/new.yml')).toContain('edited');
  });

  it('says the same of a wrong password', async () => {
    writeFileSync(path('wrong'), encryptVault(Buffer.from('x'), secret));
    await expect(
      decryptFiles({ files: [path('wrong')], rules, secrets: [prod] }, world().io),
    ).rejects.toThrow(
      `Decryption failed (no vault secrets were found that could decrypt). for ${path('wrong')}`,
    );
    expect(() => ansibleVault('decrypt', '--vault-password-file', 'pw2', 'wrong')).toThrow();
  });
});

it('leaves no plain text when it is killed while the editor is open', async () => {
  const before = new Set(privateDirectories());
  const code = `import { editPrivately } from '${new URL('../../src/vault/commands/private-editor.ts', import.meta.url).pathname}';
    await editPrivately(Buffer.from('the secret'), 'x.yml', { editor: 'sleep 30 #', localTmp: '/tmp', env: process.env });`;
  const options = { cwd: process.cwd(), stdio: 'ignore', detached: true } as const;
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '-e', code.replace('sleep 30 #', '/bin/sh -c "sleep 30"')],
    options,
  );
  const fresh = (): string[] => privateDirectories().filter((name) => !before.has(name));
  await until(() => fresh().some((name) => readdirSync(name).length > 0));
  if (child.pid === undefined) throw new Error('not started');
  process.kill(child.pid, 'SIGKILL');
  await until(() => fresh().length === 0);
  // Its editor is in the process group that was started for this test.
  process.kill(-child.pid, 'SIGKILL');
  expect(fresh()).toEqual([]);
});

function privateDirectories(): string[] {
  const parents = ['/dev/shm', '/tmp'].filter(existsSync);
  return parents.flatMap((parent) =>
    readdirSync(parent)
      .filter((name) => name.startsWith('mitorun-vault-'))
      .map((name) => join(parent, name)),
  );
}

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 1200; tries++) {
    if (condition()) return;
    await sleep(50);
  }
  throw new Error('it did not come to pass in 60 s');
}
