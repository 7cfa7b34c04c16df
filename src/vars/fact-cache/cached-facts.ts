import { PyDate, PyDateTime } from '../../python/datetime.ts';
import { DeprecatedValue } from '../../python/deprecated-value.ts';
import { Dict } from '../../python/dict.ts';
import { isoDateTime } from '../../python/iso-date-time.ts';
import { dumpJson } from '../../python/json/dump.ts';
import { parseJson } from '../../python/json/parse.ts';
import { PySet } from '../../python/set.ts';
import { Tuple } from '../../python/tuple.ts';
import type { Value } from '../../python/value.ts';
import { VaultString } from '../../python/vault-string.ts';

/** How one generation of ansible-core writes a host's facts for a cache plug-in to keep. */
export interface CachedFactsFormat {
  /** The key under which a plug-in keeps a host. */
  readonly key: (host: string) => string;
  /** What the plug-in is given. */
  readonly encode: (facts: Dict) => Dict;
  /** Facts from what the plug-in has; undefined where that is not of this format. Throws for a text that is no JSON. */
  readonly decode: (kept: Dict) => Dict | undefined;
  /** The JSON text in which files hold what a plug-in is given. */
  readonly dump: (kept: Dict) => string;
  readonly fileMode: number;
}

const kind = '__ansible_type';
const payload = '__payload__';

/**
 * Until ansible-core 2.18: the facts themselves. Since 2.19: a JSON text inside of a dict, with the types that JSON lacks
 * written as dicts, under keys that name the version of the format.
 */
export function cachedFactsFormat(coreVersion: string): CachedFactsFormat {
  const [major = 0, minor = 0] = coreVersion.split('.').map(Number);
  return major > 2 || minor >= 19 ? typed : plain;
}

const plain: CachedFactsFormat = {
  key: (host) => host,
  encode: (facts) => withVaults(facts) as Dict,
  decode: (kept) => unmarked(kept) as Dict,
  dump: (kept) => dumpJson(kept, { sortKeys: true, indent: 4 }),
  fileMode: 0o600,
};

const typed: CachedFactsFormat = {
  key: (host) => `s1_${host}`,
  encode: (facts) => Dict.of({ [payload]: dumpJson(withTypes(facts)) }),
  decode: (kept) => {
    const text = kept.get(payload);
    if (typeof text !== 'string') return undefined;
    const facts = withoutTypes(parseJson(text));
    return facts instanceof Dict ? facts : undefined;
  },
  dump: (kept) => dumpJson(kept),
  fileMode: 0o644,
};

function withTypes(value: Value): Value {
  if (value instanceof PyDateTime)
    return Dict.of({ iso8601: value.isoFormat(), fold: 0, [kind]: 'AnsibleSerializableDateTime' });
  if (value instanceof PyDate) return Dict.of({ iso8601: value.str(), [kind]: 'AnsibleSerializableDate' });
  if (value instanceof VaultString) return Dict.of({ ciphertext: value.envelope, [kind]: 'EncryptedString' });
  if (value instanceof DeprecatedValue) return withTypes(value.value);
  return mapMembers(value, withTypes);
}

/** A tag says where a value came from, which nothing here asks; what was a template is data by now. */
function withoutTypes(value: Value): Value {
  if (!(value instanceof Dict)) return mapMembers(value, withoutTypes);
  const type = value.get(kind);
  if (typeof type !== 'string') return mapMembers(value, withoutTypes);
  const iso = value.get('iso8601');
  if (typeof iso === 'string') return isoDateTime(iso) ?? iso;
  if (value.has('value')) return withoutTypes(value.get('value') ?? null);
  if (value.has('ciphertext')) return value.get('ciphertext') ?? null;
  const members = mapMembers(value, withoutTypes) as Dict;
  members.delete(kind);
  return members;
}

function withVaults(value: Value): Value {
  if (value instanceof VaultString) return Dict.of({ __ansible_vault: value.envelope });
  if (value instanceof DeprecatedValue) return withVaults(value.value);
  return mapMembers(value, withVaults);
}

function unmarked(value: Value): Value {
  if (value instanceof Dict && value.size === 1) {
    const text = value.get('__ansible_unsafe') ?? value.get('__ansible_vault');
    if (typeof text === 'string') return text;
  }
  return mapMembers(value, unmarked);
}

function mapMembers(value: Value, change: (member: Value) => Value): Value {
  if (Array.isArray(value)) return value.map(change);
  if (value instanceof Tuple) return value.items.map(change);
  if (value instanceof PySet) return [...value].map(change);
  if (value instanceof Dict)
    return new Dict([...value].map(([key, member]) => [key, change(member)] as const));
  return value;
}
