import { Dict } from '../python/dict.ts';
import { repr } from '../python/repr.ts';
import type { Value } from '../python/value.ts';
import { VaultString } from '../python/vault-string.ts';
import type { RoleFiles } from './role-files.ts';

export interface RoleUse {
  readonly name: string;
  readonly path: string;
  readonly params: Dict;
  readonly when: Value;
  readonly tags: Value;
  readonly from: RoleFiles;
  readonly vars: Value;
  readonly fromInclude: boolean;
}

/** Equal texts for two uses of a role that Ansible runs only once: equal in everything that a person wrote. */
export function roleIdentity(use: RoleUse): string {
  const from = Object.entries(use.from)
    .filter(([, file]) => file !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([
    use.name,
    use.path,
    identityText(use.params),
    identityText(use.when),
    identityText(use.tags),
    from,
    identityText(use.vars),
    use.fromInclude,
  ]);
}

/** A text that is equal for equal values; the order of keys does not matter. */
function identityText(value: Value): string {
  if (value instanceof VaultString) return `vault ${value.envelope}`;
  if (Array.isArray(value)) return `[${value.map(identityText).join(', ')}]`;
  if (!(value instanceof Dict)) return repr(value);
  const members = [...value].map(([key, member]) => `${repr(key)}: ${identityText(member)}`);
  return `{${members.toSorted().join(', ')}}`;
}
