import type { Origin } from '../errors/origin.ts';
import type { Value } from '../python/value.ts';
import type { OptionType } from '../config/convert-value.ts';

/** What lookups and file-reading filters may know of the run, beside the variables. */
export interface LookupContext {
  /** Where relative files are sought, nearest first: role's files, play's directory... (`ansible_search_path`). */
  readonly searchPath: readonly string[];
  /** The directory of the playbook; relative paths of last resort. */
  readonly baseDirectory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Settings by Ansible's name (`DEFAULT_ROLES_PATH`), for the `config` lookup; undefined: no such setting. */
  setting(name: string): Value | undefined;
  /** Where a setting's value came from: `default`, `env: NAME` or the path of ansible.cfg. Absent: always `default`. */
  settingOrigin?(name: string): string;
  /** The variable that comes before a setting's other sources, and the type that its value then gets. */
  settingVariable?(name: string): { readonly variable: string; readonly type: OptionType } | undefined;
  /** What ansible.cfg has in a section under a key, for options of lookups. */
  fileSetting?(section: string, key: string): { readonly value: string; readonly file: string } | undefined;
  /** Hosts that a pattern matches, for `inventory_hostnames`. */
  hostsMatching(pattern: readonly string[]): readonly string[];
  /** Decrypts vaulted file content; gives plain text back unchanged. Throws MitorunError VAULT. */
  decrypt(content: Buffer, file: string): Buffer;
  /** Parses user YAML where a lookup or filter needs it. */
  warn(message: string, details?: { readonly origin?: Origin | undefined; readonly help?: string }): void;
  deprecate(
    message: string,
    removedIn: string | undefined,
    details?: {
      readonly origin?: Origin | undefined;
      readonly help?: string;
      readonly plugin?: string;
      /** Whose release it is, where it is not ansible-core's; null where nobody knows. */
      readonly collection?: string | null;
      readonly date?: string | undefined;
      /** The full name of the plug-in that deprecates, where one does. */
      readonly deprecator?: string | undefined;
    },
  ): void;
}
