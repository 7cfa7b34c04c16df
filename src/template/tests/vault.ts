import { VaultString } from '../../python/vault-string.ts';
import { isVaulted } from '../../vault/envelope.ts';
import { signature } from '../argument-binder.ts';
import type { TestDefinition } from '../registry.ts';
import { asVaulted } from '../runtime/errors.ts';
import { Undefined, UndefinedUse } from '../undefined.ts';

/** `vault_encrypted`: is the value one whole vaulted text? Never decrypts it. */
export const vaultTests: readonly TestDefinition[] = [
  {
    name: 'vault_encrypted',
    signature: signature('value'),
    takesUndefined: true,
    call: (_context, given) => {
      const value = asVaulted(given);
      if (value instanceof Undefined) throw new UndefinedUse(value);
      return value instanceof VaultString && isVaulted(value.envelope);
    },
  },
];
