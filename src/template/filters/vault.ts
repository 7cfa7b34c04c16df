import { decodeEscaping } from '../../python/bytes-text.ts';
import { Bytes } from '../../python/bytes.ts';
import { typeError } from '../../python/python-error.ts';
import { repr } from '../../python/repr.ts';
import { isTruthy } from '../../python/truth.ts';
import type { Value } from '../../python/value.ts';
import { unknownOrigin } from '../../python/unknown-origin.ts';
import { VaultString } from '../../python/vault-string.ts';
import { isVaulted } from '../../vault/envelope.ts';
import { decryptRules } from '../../vault/decrypt-rules.ts';
import { type DecryptRules, decryptVault, encryptVault, type VaultSecret } from '../../vault/vault.ts';
import { signature } from '../argument-binder.ts';
import { failingWith } from '../plugin-failure.ts';
import type { CallContext, FilterDefinition } from '../registry.ts';
import { asVaulted } from '../runtime/errors.ts';
import { Undefined } from '../undefined.ts';
import { bytesOf, classText, stringOf, textOf } from '../text-argument.ts';

const ownLabel = 'filter_default';

/** Ansible's `vault` and `unvault`: with a secret of their own, not the run's. */
export const vaultFilters: readonly FilterDefinition[] = [
  {
    name: 'vault',
    signature: signature(
      "data, secret, salt=None, vault_id='filter_default', wrap_object=False, vaultid=None",
    ),
    impure: true,
    call: (context, data, secretValue, salt, vaultId, wrapObject, oldId) => {
      const secret = secretOf(
        secretValue as Value,
        'to be a string',
        labelOf(context, vaultId as Value, oldId as Value),
      );
      if (stringOf(data as Value) === undefined && !(data instanceof Bytes)) {
        throw typeError(`Can only vault strings, instead we got ${classText(data as Value)}.`);
      }
      const envelope = failingWith('Unable to encrypt.', 'any', () =>
        encryptVault(bytesOf(data as Value), secret, {
          vaultId: secret.id,
          salt: salt === null ? undefined : textOf(salt as Value),
        }),
      );
      if (!isTruthy(wrapObject as Value)) return envelope;
      // ansible-core ties the ciphertext, as bytes, to the secret and gives that.
      const ciphertext = repr(new Bytes(Buffer.from(envelope)));
      return new VaultString(ciphertext, () => textOf(secretValue as Value));
    },
  },
  {
    name: 'unvault',
    signature: signature("vault, secret, vault_id='filter_default', vaultid=None"),
    vaults: 'given',
    takesUndefined: true,
    call: (context, given, ...others) => {
      const vault = asVaulted(given) as Value;
      const missing = [vault, ...others].find((argument) => argument instanceof Undefined);
      if (missing) return missing;
      const [secretValue, vaultId, oldId] = others;
      const secret = secretOf(
        secretValue as Value,
        'to be as string',
        labelOf(context, vaultId as Value, oldId as Value),
      );
      if (!(vault instanceof VaultString || vault instanceof Bytes) && stringOf(vault) === undefined) {
        throw typeError(`Vault should be in the form of a string, instead we got ${classText(vault)}.`);
      }
      const content = vault instanceof VaultString ? Buffer.from(vault.envelope) : bytesOf(vault);
      if (!isVaulted(content)) return decodeEscaping(content);
      const origin = (vault instanceof VaultString ? vault.origin : undefined) ?? unknownOrigin(vault);
      return failingWith('Unable to decrypt.', 'any', () =>
        decodeEscaping(decryptVault(content, [secret], { ...rulesOf(context), origin }).plain),
      );
    },
  },
];

/** Of a text with another label than the secret's nothing is decrypted where the settings want labels to match. */
function rulesOf({ lookups }: CallContext): DecryptRules {
  const identity = textOf(lookups.setting('DEFAULT_VAULT_IDENTITY') ?? 'default');
  return decryptRules(identity, lookups.setting('DEFAULT_VAULT_ID_MATCH') ?? null);
}

function secretOf(value: Value, required: string, id: string): VaultSecret {
  if (stringOf(value) === undefined && !(value instanceof Bytes)) {
    throw typeError(`Secret passed is required ${required}, instead we got ${classText(value)}.`);
  }
  return { id, password: bytesOf(value) };
}

function labelOf(context: CallContext, vaultId: Value, oldId: Value): string {
  const label = textOf(vaultId);
  if (oldId === null) return label;
  context.lookups.deprecate('Use of undocumented `vaultid`.', '2.20', { help: 'Use `vault_id` instead.' });
  if (label === ownLabel) return textOf(oldId);
  context.lookups.warn('Ignoring vaultid as vault_id is already set.');
  return label;
}
