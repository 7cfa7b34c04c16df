import type { Config } from '../config/config.ts';
import { expandPath } from '../config/expand-path.ts';
import { type Origin, wholeFile } from '../errors/origin.ts';
import type { VaultString } from '../python/vault-string.ts';
import { isVaulted } from '../vault/envelope.ts';
import { nodeSecretEdge } from '../vault/node-secret-edge.ts';
import { loadSecrets } from '../vault/secret-sources.ts';
import { decryptVault, vaultStrings } from '../vault/vault.ts';
import { askSecret } from './ask-secret.ts';
import type { ParsedOptions } from './options/option.ts';
import type { ProcessEdge } from './process-edge.ts';
import { surroundingsOf } from './surroundings.ts';
import { vaultRules } from './vault-rules.ts';

/** What a run does with vaulted data. */
export interface RunVault {
  /** Plain bytes of vaulted content; other content as it is. Throws VAULT. */
  readonly decrypt: (content: Buffer, file: string) => Buffer;
  readonly strings: (envelope: string, origin: Origin) => VaultString;
}

/** Loads the vault secrets that the command line and ansible.cfg name; asks where they say so. */
export async function openVault(
  config: Config,
  options: ParsedOptions,
  edge: ProcessEdge,
  warn: (message: string) => void,
): Promise<RunVault> {
  const rules = vaultRules(config);
  const configuredFile = config.get('DEFAULT_VAULT_PASSWORD_FILE');
  // The configured file comes behind those of the command line: the first that decrypts wins.
  const passwordFiles = [
    ...options.list('vault-password-file'),
    ...(configuredFile === null ? [] : [configuredFile]),
  ];
  const secrets = await loadSecrets(
    {
      vaultIds: [...config.get('DEFAULT_VAULT_IDENTITY_LIST'), ...options.list('vault-id')],
      passwordFiles,
      askVaultPass: options.flag('ask-vault-password') || config.get('DEFAULT_ASK_VAULT_PASS'),
      rules,
    },
    nodeSecretEdge({
      prompt: (text) => askSecret(edge, text),
      warn,
      resolvePath: (path) => expandPath(path, surroundingsOf(edge)),
    }),
  );
  return {
    decrypt: (content, file) =>
      isVaulted(content)
        ? decryptVault(content, secrets, { ...rules, origin: wholeFile(file) }).plain
        : content,
    strings: vaultStrings(secrets, rules),
  };
}
