import { describe, expect, it } from 'vitest';
import { isVaulted } from '../../src/vault/envelope.ts';
import { decryptVault, encryptVault, secretToEncryptWith, vaultStrings } from '../../src/vault/vault.ts';

const secret = (id: string, password: string) => ({ id, password: Buffer.from(password) });

const known = encryptVault(Buffer.from('hello'), secret('default', 'secret'), { salt: 'salt' });

describe('a vault', () => {
  it.each(['', 'x', 'fifteen bytes..', 'sixteen bytes...', 'é\n'.repeat(5000)])(
    'gives back what was put in',
    (text) => {
      const envelope = encryptVault(Buffer.from(text), secret('default', 'pw'));
      expect(isVaulted(envelope)).toBe(true);
      expect(Math.max(...envelope.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
      expect(decryptVault(envelope, [secret('other', 'no'), secret('default', 'pw')]).plain.toString()).toBe(
        text,
      );
    },
  );

  it('is the same text for the same salt, as for ansible-vault', () => {
    expect(encryptVault(Buffer.from('hello'), secret('default', 'secret'), { salt: 'salt' })).toBe(known);
    expect(encryptVault(Buffer.from('hello'), secret('default', 'secret'))).not.toBe(known);
  });

  it('names the label of its secret unless that is the default one', () => {
    expect(known.split('\n')[0]).toBe('$ANSIBLE_VAULT;1.1;AES256');
    expect(encryptVault(Buffer.from('x'), secret('prod', 'pw')).split('\n')[0]).toBe(
      '$ANSIBLE_VAULT;1.2;AES256;prod',
    );
  });

  it('is opened with the labelled secret first, and with that alone if asked', () => {
    const envelope = encryptVault(Buffer.from('x'), secret('prod', 'same'));
    const secrets = [secret('dev', 'same'), secret('prod', 'same')];
    expect(decryptVault(envelope, secrets).secret.id).toBe('prod');
    const [dev] = secrets;
    expect(decryptVault(envelope, dev ? [dev] : []).secret.id).toBe('dev');
    expect(() => decryptVault(envelope, dev ? [dev] : [], { matchIdOnly: true })).toThrow(
      'Decryption failed',
    );
  });

  it.each([
    ['plain text', 'hello', 'Input is not vault encrypted data.'],
    ['no secret', known, 'Attempting to decrypt but no vault secrets found.'],
    ['a short header', '$ANSIBLE_VAULT;1.1\n6162\n', 'Vault envelope format error.'],
    ['another cipher', '$ANSIBLE_VAULT;1.1;AES\n6162\n', "Cipher 'AES' could not be found."],
    [
      'a damaged line',
      known.replace(/\n../, '\nzz'),
      'Vault format unhexlify error: Non-hexadecimal digit found',
    ],
    [
      'a truncated text',
      `${known.slice(0, 60)}\n`,
      'Vault vaulttext format error: not enough values to unpack (expected 3, got 2)',
    ],
    ['the wrong password', known, 'Decryption failed (no vault secrets were found that could decrypt).'],
  ])('says what is wrong: %s', (name, text, message) => {
    const secrets = name === 'no secret' ? [] : [secret('default', 'wrong')];
    expect(() => decryptVault(text, secrets)).toThrow(expect.objectContaining({ code: 'VAULT', message }));
  });

  it('is not vaulted twice', () => {
    expect(() => encryptVault(Buffer.from(known), secret('default', 'pw'))).toThrow(
      'input is already encrypted',
    );
  });

  it('is decrypted when it is read, with the place of the value in what goes wrong', () => {
    const origin = { file: 'v.yml', line: 3, column: 4 };
    const value = vaultStrings([secret('default', 'secret')])(known, origin);
    expect(value.repr()).not.toContain('hello');
    expect(value.reveal()).toBe('hello');
    const locked = vaultStrings([secret('default', 'wrong')])(known, origin);
    expect(() => locked.reveal()).toThrow(expect.objectContaining({ origin }));
  });
});

it('encrypts with the secret that --encrypt-vault-id names, or the first', () => {
  const secrets = [secret('a', '1'), secret('b', '2')];
  expect(secretToEncryptWith(secrets, undefined)?.id).toBe('a');
  expect(secretToEncryptWith(secrets, 'b')?.id).toBe('b');
  expect(() => secretToEncryptWith(secrets, 'c')).toThrow(
    "Did not find a match for --encrypt-vault-id=c in the known vault-ids ['a', 'b']",
  );
});
