import type { Config } from '../config/config.ts';
import type { Origin } from '../errors/origin.ts';
import type { VaultString } from '../python/vault-string.ts';
import { isVaulted } from '../vault/envelope.ts';
import { nodeSecretEdge } from '../vault/node-secret-edge.ts';
import { loadSecrets } from '../vault/secret-sources.ts';
import { decryptVault, vaultStrings } from '../vault/vault.ts';
import type { ParsedOptions } from './options/option.ts';
import type { ProcessEdge } from './process-edge.ts';
import { askSecret } from './terminal.ts';
import { resolve } from 'node:path';

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
  const configuredFile = config.get('DEFAULT_VAULT_PASSWORD_FILE');
  const given = options.list('vault-password-file');
  const secrets = await loadSecrets(
    {
      vaultIds: [...config.get('DEFAULT_VAULT_IDENTITY_LIST'), ...options.list('vault-id')],
      passwordFiles: given.length > 0 ? given : configuredFile === null ? [] : [configuredFile],
      askVaultPass: options.flag('ask-vault-password'),
      defaultId: config.get('DEFAULT_VAULT_IDENTITY'),
    },
    nodeSecretEdge({
      prompt: (text) => askSecret(edge, text),
      warn,
      resolvePath: (path) => resolve(edge.cwd, path.replace(/^~(?=\/|$)/, edge.home)),
    }),
  );
  const rules = {
    defaultId: config.get('DEFAULT_VAULT_IDENTITY'),
    matchIdOnly: config.get('DEFAULT_VAULT_ID_MATCH'),
  };
  return {
    decrypt: (content, file) =>
      isVaulted(content)
        ? decryptVault(content, secrets, { ...rules, origin: { file, line: 1, column: 1 } }).plain
        : content,
    strings: vaultStrings(secrets, rules),
  };
}
