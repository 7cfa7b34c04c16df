import { decodeEscaping } from '../python/bytes-text.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import type { Origin } from '../errors/origin.ts';
import { VaultString } from '../python/vault-string.ts';
import { decryptAes256, encryptAes256 } from './aes256.ts';
import { formatEnvelope, isVaulted, parseEnvelope } from './envelope.ts';

/** A password under its label. Several secrets may have one label. */
export interface VaultSecret {
  readonly id: string;
  readonly password: Uint8Array;
}

/** What decides which secrets are tried. */
export interface DecryptOptions {
  /** Ansible's DEFAULT_VAULT_IDENTITY: the label of a text that names none. */
  readonly defaultId?: string;
  /** Ansible's DEFAULT_VAULT_ID_MATCH: try only secrets with the label that the text names. */
  readonly matchIdOnly?: boolean;
  readonly origin?: Origin | undefined;
}

/** What the settings say of which secrets are tried: the same for runs, for `vault` commands and for password files. */
export type DecryptRules = Required<Omit<DecryptOptions, 'origin'>>;

/** Plain text, the secret that fitted, and the label in the header. */
export interface Decrypted {
  readonly plain: Buffer;
  readonly secret: VaultSecret;
  readonly vaultId: string;
}

/**
 * Decrypts a vaulted text (formats 1.1 and 1.2) with the first secret that fits, those with the text's label first.
 * Throws MitorunError `VAULT` in Ansible's words.
 */
export function decryptVault(
  content: string | Uint8Array,
  secrets: readonly VaultSecret[],
  options: DecryptOptions = {},
): Decrypted {
  const { origin } = options;
  if (!isVaulted(content)) throw new MitorunError('VAULT', 'Input is not vault encrypted data.', { origin });
  const text = typeof content === 'string' ? content : Buffer.from(content).toString('latin1');
  const { cipher, vaultId, payload } = parseEnvelope(text, options.defaultId ?? 'default', origin);
  if (cipher !== 'AES256')
    throw new MitorunError('VAULT', `Cipher '${cipher}' could not be found.`, { origin });
  if (secrets.length === 0) {
    throw new MitorunError('VAULT', 'Attempting to decrypt but no vault secrets found.', {
      origin,
      advice: 'give --vault-id, --vault-password-file or --ask-vault-pass',
    });
  }
  for (const secret of candidates(secrets, vaultId, options.matchIdOnly ?? false)) {
    const plain = decryptAes256(payload, secret.password, origin);
    if (plain) return { plain, secret, vaultId };
  }
  throw new MitorunError('VAULT', 'Decryption failed (no vault secrets were found that could decrypt).', {
    origin,
  });
}

function candidates(secrets: readonly VaultSecret[], vaultId: string, matchIdOnly: boolean): VaultSecret[] {
  const matching = secrets.filter((secret) => secret.id === vaultId);
  return matchIdOnly ? matching : [...matching, ...secrets.filter((secret) => secret.id !== vaultId)];
}

/** Encrypts with a secret; its label is written unless it is `default`. Throws where the input is vaulted already. */
export function encryptVault(
  plain: Uint8Array,
  secret: VaultSecret,
  options: { vaultId?: string; salt?: string | undefined } = {},
): string {
  if (isVaulted(plain)) throw new MitorunError('VAULT', 'input is already encrypted');
  const salt = options.salt ? Buffer.from(options.salt, 'utf8') : undefined;
  return formatEnvelope(encryptAes256(plain, secret.password, salt), options.vaultId ?? secret.id);
}

/** The secret to encrypt with: the one that `encryptId` names, else the first. Throws where none has that label. */
export function secretToEncryptWith(
  secrets: readonly VaultSecret[],
  encryptId: string | undefined,
): VaultSecret | undefined {
  if (!encryptId) return secrets[0];
  const match = secrets.find((secret) => secret.id === encryptId);
  if (match) return match;
  const known = secrets.map((secret) => `'${secret.id}'`).join(', ');
  throw new MitorunError(
    'VAULT',
    `Did not find a match for --encrypt-vault-id=${encryptId} in the known vault-ids [${known}]`,
  );
}

/** The value of a `!vault` tag, decrypted with these secrets when something reads it: `vault` of YamlOptions. */
export function vaultStrings(
  secrets: readonly VaultSecret[],
  options: DecryptOptions = {},
): (envelope: string, origin: Origin) => VaultString {
  return (envelope, origin) => {
    const decrypt = (): string =>
      decodeEscaping(decryptVault(envelope, secrets, { ...options, origin }).plain);
    return new VaultString(envelope, decrypt, origin);
  };
}
