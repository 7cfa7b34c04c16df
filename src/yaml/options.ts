import { MitorunError } from '../errors/mitorun-error.ts';
import type { Origin } from '../errors/origin.ts';
import { VaultString } from '../python/vault-string.ts';

/** How a YAML text is to be read. */
export interface YamlOptions {
  /** The name that origins and errors show. */
  readonly file: string;
  /** True for text that the user wrote: strings with template syntax become TemplateStrings. */
  readonly trust: boolean;
  /** Makes the value of a `!vault` tag. Without it such a value throws Ansible's error when it is read. */
  readonly vault?: (envelope: string, origin: Origin) => VaultString;
  /** Told of duplicate keys and deprecated tags; `help` is a second sentence. */
  readonly warn?: (message: string, origin: Origin, help: string) => void;
  /** Ansible's DUPLICATE_YAML_DICT_KEY. */
  readonly duplicateKeys?: 'warn' | 'error' | 'ignore';
  /** `filter`: as the from_yaml filters read, with neither the try as JSON nor Ansible's tags. */
  readonly dialect?: 'file' | 'filter';
}

/** The value of a `!vault` tag that nobody has secrets for. */
export function lockedVault(envelope: string, origin: Origin): VaultString {
  const refuse = (): string => {
    throw new MitorunError('VAULT', 'Attempting to decrypt but no vault secrets found.', { origin });
  };
  return new VaultString(envelope, refuse, origin);
}
