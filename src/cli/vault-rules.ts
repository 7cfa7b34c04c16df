import type { Config } from '../config/config.ts';
import { decryptRules } from '../vault/decrypt-rules.ts';
import type { DecryptRules } from '../vault/vault.ts';

/** Which secrets are tried, by the settings. */
export function vaultRules(config: Config): DecryptRules {
  return decryptRules(config.get('DEFAULT_VAULT_IDENTITY'), config.get('DEFAULT_VAULT_ID_MATCH'));
}
