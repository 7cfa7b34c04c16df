import { MitorunError } from '../../errors/mitorun-error.ts';
import { Dict } from '../../python/dict.ts';
import { repr, str } from '../../python/repr.ts';
import type { DeprecatedMember } from '../../events/remarks.ts';
import type { ValueDeprecation } from '../../python/deprecated-value.ts';
import type { Value } from '../../python/value.ts';
import { momentOf } from '../../template/json-profiles/moment.ts';
import { type JsonProfile, profileOf, typeKey } from '../../template/json-profiles/profiles.ts';

type Path = DeprecatedMember['path'];

/**
 * Replaces each marked object in a module's result by the value it stands for. Returns the members that the
 * module marked as deprecated. Throws MitorunError ACTION for an object that no module can return, as
 * ansible-core does.
 */
export function readMarkedValues(result: Dict, profile: string): readonly DeprecatedMember[] {
  const found: DeprecatedMember[] = [];
  const reading = { found, profile: profileOf(profile) };
  for (const [key, member] of result) result.set(key, decoded(member, [key], reading));
  return found;
}

interface Reading {
  readonly found: DeprecatedMember[];
  readonly profile: JsonProfile;
}

function decoded(value: Value, path: Path, reading: Reading): Value {
  if (Array.isArray(value)) {
    value.forEach((member, index) => {
      value[index] = decoded(member, [...path, index], reading);
    });
    return value;
  }
  if (!(value instanceof Dict)) return value;
  const type = value.get(typeKey);
  if (type === undefined) {
    for (const [key, member] of value) value.set(key, decoded(member, [...path, key], reading));
    return value;
  }
  const name = str(type);
  const { profile } = reading;
  if (!profile.reads.has(name))
    throw new MitorunError(
      'ACTION',
      `Object of type ${repr(type)} is not JSON deserializable by the '${profile.name}' profile.`,
    );
  if (name.startsWith('_AnsibleTagged')) return untagged(value, path, reading);
  if (name.startsWith('AnsibleSerializable')) return momentOf(value);
  return message(name, value, path, reading);
}

function untagged(object: Dict, path: Path, reading: Reading): Value {
  for (const key of object.keys())
    if (key !== 'value' && key !== 'tags' && key !== typeKey)
      throw new MitorunError(
        'ACTION',
        `AnsibleTagHelper.tag() got an unexpected keyword argument ${repr(key)}`,
      );
  const tags = object.get('tags');
  for (const tag of Array.isArray(tags) ? tags : [])
    if (tag instanceof Dict && tag.get(typeKey) === 'Deprecated')
      reading.found.push({ path, deprecation: deprecationOf(tag) });
  return decoded(object.get('value') ?? null, path, reading);
}

/** Replaces a message object by its members, where it is not in `exception`, `warnings` or `deprecations`. */
function message(name: string, object: Dict, path: Path, reading: Reading): Value {
  if (name === 'PluginType') return object.get('value') ?? null;
  object.delete(typeKey);
  return decoded(object, path, reading);
}

function deprecationOf(tag: Dict): ValueDeprecation {
  const text = (owner: Dict, name: string): string | undefined => {
    const value = owner.get(name) ?? null;
    return value === null ? undefined : str(value);
  };
  const deprecator = tag.get('deprecator');
  const plugin = deprecator instanceof Dict ? text(deprecator, 'resolved_name') : undefined;
  const kind = deprecator instanceof Dict ? (deprecator.get('type') ?? null) : null;
  const type = kind instanceof Dict ? text(kind, 'value') : kind === null ? undefined : str(kind);
  return {
    message: text(tag, 'msg') ?? '',
    help: text(tag, 'help_text'),
    version: text(tag, 'version'),
    date: text(tag, 'date'),
    collection: plugin?.split('.').slice(0, 2).join('.') ?? null,
    deprecator: plugin,
    kind: type,
  };
}
