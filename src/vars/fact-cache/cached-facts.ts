import { PyDate, PyDateTime } from '../../python/datetime.ts';
import { DeprecatedValue } from '../../python/deprecated-value.ts';
import { Dict } from '../../python/dict.ts';
import { isoDateTime } from '../../python/iso-date-time.ts';
import { dumpJson } from '../../python/json/dump.ts';
import { parseJson } from '../../python/json/parse.ts';
import { PySet } from '../../python/set.ts';
import { TrustedText } from '../../python/trusted-text.ts';
import { Tuple } from '../../python/tuple.ts';
import type { Value } from '../../python/value.ts';
import { VaultString } from '../../python/vault-string.ts';

const kind = '__ansible_type';
const payload = '__payload__';

/**
 * How ansible-core 2.19 writes a host's facts for a cache plug-in to keep: a JSON text inside of a dict, with the types that
 * JSON lacks written as dicts, under keys that name the version of the format.
 */
export const cachedFacts = {
  /** The key under which a plug-in keeps a host. */
  key: (host: string): string => `s1_${host}`,
  /** What the plug-in is given. */
  encode: (facts: Dict): Dict => Dict.of({ [payload]: dumpJson(withTypes(facts)) }),
  /** Facts from what the plug-in has; undefined where that is not of this format. Throws for a text that is no JSON. */
  decode: (kept: Dict): Dict | undefined => {
    const text = kept.get(payload);
    if (typeof text !== 'string') return undefined;
    const facts = withoutTypes(parseJson(text));
    return facts instanceof Dict ? facts : undefined;
  },
};

function withTypes(value: Value): Value {
  if (value instanceof PyDateTime)
    return Dict.of({ iso8601: value.isoFormat(), fold: 0, [kind]: 'AnsibleSerializableDateTime' });
  if (value instanceof PyDate) return Dict.of({ iso8601: value.str(), [kind]: 'AnsibleSerializableDate' });
  if (value instanceof VaultString) return Dict.of({ ciphertext: value.envelope, [kind]: 'EncryptedString' });
  if (value instanceof TrustedText) return value.text;
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

function mapMembers(value: Value, change: (member: Value) => Value): Value {
  if (Array.isArray(value)) return value.map(change);
  if (value instanceof Tuple) return value.items.map(change);
  if (value instanceof PySet) return [...value].map(change);
  if (value instanceof Dict)
    return new Dict([...value].map(([key, member]) => [key, change(member)] as const));
  return value;
}
