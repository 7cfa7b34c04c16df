import type { Config } from '../config/config.ts';
import type { DecryptRules } from '../vault/vault.ts';

/** Which secrets are tried, by the settings. */
export function vaultRules(config: Config): DecryptRules {
  return {
    defaultId: config.get('DEFAULT_VAULT_IDENTITY'),
    matchIdOnly: !['', false].includes(config.get('DEFAULT_VAULT_ID_MATCH')),
  };
}
