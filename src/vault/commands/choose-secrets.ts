import { MitorunError } from '../../errors/mitorun-error.ts';
import { loadSecrets, type SecretEdge, type SecretOptions } from '../secret-sources.ts';
import { secretToEncryptWith, type DecryptRules, type VaultSecret } from '../vault.ts';

/** Sources of secrets as the command line and the configuration give them to `mitorun vault`. */
export interface VaultCommandOptions {
  /** DEFAULT_VAULT_IDENTITY_LIST. */
  readonly configuredIds: readonly string[];
  /** --vault-id. */
  readonly vaultIds: readonly string[];
  /** --vault-password-file, then DEFAULT_VAULT_PASSWORD_FILE. */
  readonly passwordFiles: readonly string[];
  readonly askVaultPass: boolean;
  readonly rules: DecryptRules;
  /** --encrypt-vault-id, else DEFAULT_VAULT_ENCRYPT_IDENTITY. */
  readonly encryptVaultId?: string | undefined;
}

/** The secrets of decrypt, view, edit and rekey; asked for where none is given. Throws `USAGE` without any. */
export async function secretsToDecrypt(
  options: VaultCommandOptions,
  edge: SecretEdge,
): Promise<VaultSecret[]> {
  return load(sources(options, false), "A vault password is required to use Ansible's Vault", edge);
}

/** The secret of encrypt, encrypt_string and create. Throws `USAGE` where several fit and none is named. */
export async function secretToEncrypt(options: VaultCommandOptions, edge: SecretEdge): Promise<VaultSecret> {
  const missing = "A vault password is required to use Ansible's Vault";
  const secrets = await load(sources(options, true), missing, edge);
  if (secrets.length > 1 && !options.encryptVaultId) {
    const ids = secrets.map(({ id }) => id).join(',');
    const message = `The vault-ids ${ids} are available to encrypt. Specify the vault-id to encrypt with --encrypt-vault-id`;
    throw new MitorunError('USAGE', message);
  }
  return chosen(secrets, options.encryptVaultId, missing);
}

/** The secret that rekey encrypts with: --new-vault-id or --new-vault-password-file, else a new one is asked for. */
export async function secretToRekeyWith(
  options: VaultCommandOptions & { newVaultId?: string | undefined; newPasswordFile?: string | undefined },
  edge: SecretEdge,
): Promise<VaultSecret> {
  const missing = "A new vault password is required to use Ansible's Vault rekey";
  const vaultIds = options.encryptVaultId ? [...options.configuredIds] : [];
  if (options.newVaultId !== undefined) vaultIds.push(options.newVaultId);
  const passwordFiles = options.newPasswordFile === undefined ? [] : [options.newPasswordFile];
  const secrets = await load({ ...sources(options, true), vaultIds, passwordFiles }, missing, edge);
  return chosen(secrets, options.encryptVaultId, missing);
}

function sources(options: VaultCommandOptions, newPassword: boolean): SecretOptions {
  return {
    vaultIds: [...options.configuredIds, ...options.vaultIds],
    passwordFiles: options.passwordFiles,
    askVaultPass: options.askVaultPass,
    promptIfNone: true,
    newPassword,
    rules: options.rules,
  };
}

async function load(options: SecretOptions, missing: string, edge: SecretEdge): Promise<VaultSecret[]> {
  const withSemicolon = options.vaultIds.find((id) => id.includes(';'));
  if (withSemicolon !== undefined) {
    const message = `'${withSemicolon}' is not a valid vault id. The character ';' is not allowed in vault ids`;
    throw new MitorunError('USAGE', message);
  }
  const secrets = await loadSecrets(options, edge);
  if (secrets.length === 0) throw new MitorunError('USAGE', missing);
  return secrets;
}

function chosen(
  secrets: readonly VaultSecret[],
  encryptId: string | undefined,
  missing: string,
): VaultSecret {
  const secret = secretToEncryptWith(secrets, encryptId);
  if (!secret) throw new MitorunError('USAGE', missing);
  return secret;
}
