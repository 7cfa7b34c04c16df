import { expect, it } from 'vitest';
import type { SecretEdge } from '../../src/vault/secret-sources.ts';
import {
  secretsToDecrypt,
  secretToEncrypt,
  secretToRekeyWith,
  type VaultCommandOptions,
} from '../../src/vault/commands/choose-secrets.ts';

/** Password files hold their own names; questions are answered with `typed`. */
const edge: SecretEdge = {
  resolvePath: (path) => path,
  kindOf: () => 'file',
  readFile: (path) => Buffer.from(path),
  run: () => Promise.reject(new Error('no program expected')),
  prompt: () => Promise.resolve('typed'),
  warn: () => undefined,
};
const nothing: VaultCommandOptions = {
  rules: { defaultId: 'default', matchIdOnly: false },
  configuredIds: [],
  vaultIds: [],
  passwordFiles: [],
  askVaultPass: false,
};
const shown = ({ id, password }: { id: string; password: Uint8Array }): string =>
  `${id}=${Buffer.from(password).toString()}`;

it('tries configured secrets before those of the command line, and asks where there is none', async () => {
  const given = { ...nothing, configuredIds: ['a@1'], vaultIds: ['b@2'], passwordFiles: ['3'] };
  expect((await secretsToDecrypt(given, edge)).map(shown)).toEqual(['a=1', 'b=2', 'default=3']);
  expect((await secretsToDecrypt(nothing, edge)).map(shown)).toEqual(['default=typed']);
});

it('encrypts with the one secret there is, or with the one that is named', async () => {
  const two = { ...nothing, vaultIds: ['a@1', 'b@2'] };
  expect(shown(await secretToEncrypt({ ...nothing, vaultIds: ['a@1'] }, edge))).toBe('a=1');
  expect(shown(await secretToEncrypt({ ...two, encryptVaultId: 'b' }, edge))).toBe('b=2');
  await expect(secretToEncrypt(two, edge)).rejects.toThrow(
    'The vault-ids a,b are available to encrypt. Specify the vault-id to encrypt with --encrypt-vault-id',
  );
});

it('rekeys with a new secret, never by default with an old one', async () => {
  const old = { ...nothing, configuredIds: ['a@1'], vaultIds: ['b@2'] };
  expect(shown(await secretToRekeyWith({ ...old, newVaultId: 'c@3' }, edge))).toBe('c=3');
  expect(shown(await secretToRekeyWith({ ...old, newPasswordFile: '4' }, edge))).toBe('default=4');
  expect(shown(await secretToRekeyWith(old, edge))).toBe('default=typed');
  expect(shown(await secretToRekeyWith({ ...old, encryptVaultId: 'a' }, edge))).toBe('a=1');
});

it('refuses a label with a semicolon, which the header could not hold', async () => {
  await expect(secretsToDecrypt({ ...nothing, vaultIds: ['a;b@1'] }, edge)).rejects.toThrow(
    "'a;b@1' is not a valid vault id",
  );
});
