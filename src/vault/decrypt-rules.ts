import { isTruthy } from '../python/truth.ts';
import type { Value } from '../python/value.ts';
import type { DecryptRules } from './vault.ts';

/**
 * Which secrets are tried, by the values of DEFAULT_VAULT_IDENTITY and DEFAULT_VAULT_ID_MATCH. The latter has no type in
 * Ansible: any text that is not empty counts as yes.
 */
export function decryptRules(identity: string, idMatch: Value): DecryptRules {
  return { defaultId: identity, matchIdOnly: isTruthy(idMatch) };
}
