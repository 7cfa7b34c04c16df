import type { Origin } from '../../errors/origin.ts';
import { decodeEscaping } from '../../python/bytes-text.ts';
import { Bytes } from '../../python/bytes.ts';
import { PyTime } from '../../python/clock-time.ts';
import { PyDate, PyDateTime } from '../../python/datetime.ts';
import { DeprecatedValue } from '../../python/deprecated-value.ts';
import { Dict } from '../../python/dict.ts';
import { keyNotSerializable, notSerializable } from '../../python/json/dump.ts';
import { isPyIterable, toList } from '../../python/operators/iterate.ts';
import { PyRange } from '../../python/range.ts';
import { PySet } from '../../python/set.ts';
import { Tuple } from '../../python/tuple.ts';
import { str } from '../../python/repr.ts';
import { typeName } from '../../python/type-name.ts';
import { PyFloat, type Value } from '../../python/value.ts';
import { plainText } from '../runtime/plain-values.ts';
import type { TagSource, Tags } from '../tags/tag-source.ts';
import { taggedType } from '../tags/true-type.ts';
import { stringOf } from '../text-argument.ts';
import { allowsTrust, type JsonProfile, typeKey } from './profiles.ts';

/**
 * The value as a profile writes it: of dicts, lists, texts, numbers, booleans and None alone. Throws TypeError for what the
 * profile has no form of.
 * @param source what is known of the value beside it
 */
export function writtenAs(profile: JsonProfile, value: Value, source: TagSource): Value {
  return new ProfileWriter(profile).write(value, source, []);
}

class ProfileWriter {
  readonly #profile: JsonProfile;
  constructor(profile: JsonProfile) {
    this.#profile = profile;
  }

  write(value: Value, source: TagSource, path: readonly Value[]): Value {
    if (value instanceof DeprecatedValue) return this.write(value.value, source, path);
    const tags = source.tags(value);
    const text = stringOf(value);
    if (text !== undefined) return this.#text(text, tags, path);
    if (value instanceof Dict) return this.#dict(value, source, path);
    const items = itemsOf(value);
    if (items) return items.map((item, index) => this.write(item, source.member(index), [...path, index]));
    return this.#scalar(value, tags);
  }

  #dict(dict: Dict, source: TagSource, path: readonly Value[]): Dict {
    const members = [...dict].map(
      ([key, member]) =>
        [this.#key(key), this.write(member, source.member(key), [...path, plainText(key)])] as const,
    );
    return new Dict(members);
  }

  #key(key: Value): Value {
    const plain = plainText(key);
    const { keys, name } = this.#profile;
    if (typeof plain === 'string' || keys === 'shown') return plain;
    const hasForm = plain === null || typeof plain !== 'object' || plain instanceof PyFloat;
    if (keys === 'json' && hasForm) return plain;
    throw keyNotSerializable(plain, name);
  }

  #text(text: string, tags: Tags, path: readonly Value[]): Value {
    const profile = this.#profile;
    if (profile.trust === 'none') return this.#tagged(text, text, tags);
    if (!tags.trusted && allowsTrust(profile, path)) return Dict.of({ __ansible_unsafe: text });
    return tags.ciphertext === undefined ? text : Dict.of({ __ansible_vault: tags.ciphertext });
  }

  #scalar(value: Value, tags: Tags): Value {
    const { bytes, name, showsAll } = this.#profile;
    if (value instanceof PyDate || value instanceof PyDateTime || value instanceof PyTime)
      return this.#tagged(value, this.#moment(value), tags);
    if (value === null || typeof value !== 'object' || value instanceof PyFloat)
      return this.#tagged(value, value, tags);
    if (value instanceof Bytes && bytes === 'text') return decodeEscaping(value.data);
    if (showsAll && !Array.isArray(value)) return isPyIterable(value) ? [...toList(value)] : value.str();
    throw notSerializable(typeName(value), name);
  }

  #moment(value: PyDate | PyDateTime | PyTime): Value {
    const iso8601 = value instanceof PyDateTime ? value.isoFormat() : value.str();
    if (this.#profile.dates === 'text') return iso8601;
    if (value instanceof PyDate) return Dict.of({ iso8601, [typeKey]: 'AnsibleSerializableDate' });
    const type = value instanceof PyTime ? 'AnsibleSerializableTime' : 'AnsibleSerializableDateTime';
    return Dict.of({ iso8601, fold: 0, [typeKey]: type });
  }

  #tagged(value: Value, written: Value, tags: Tags): Value {
    if (this.#profile.tags === 'dropped') return written;
    const objects = tagObjects(tags);
    const [first] = objects;
    if (!first) return written;
    if (this.#profile.tags === 'refused')
      throw notSerializable(str(first.get(typeKey) ?? null), this.#profile.name);
    return Dict.of({ value: written, tags: objects, [typeKey]: taggedType(typeName(value)) });
  }
}

function itemsOf(value: Value): readonly Value[] | undefined {
  if (Array.isArray(value)) return value;
  if (value instanceof Tuple) return value.items;
  if (value instanceof PySet) return [...value];
  return value instanceof PyRange ? value.toList() : undefined;
}

/** What a value was deprecated with stays behind: it is told where it is used. */
function tagObjects({ ciphertext, origin, trusted }: Tags): Dict[] {
  return [
    ...(ciphertext === undefined ? [] : [Dict.of({ ciphertext, [typeKey]: 'VaultedValue' })]),
    ...(origin ? [originObject(origin)] : []),
    ...(trusted ? [Dict.of({ [typeKey]: 'TrustedAsTemplate' })] : []),
  ];
}

function originObject({ file, line, column }: Origin): Dict {
  const object = Dict.of(file.startsWith('/') ? { path: file } : { description: file });
  if (line > 0) object.set('line_num', line);
  if (column > 0) object.set('col_num', column);
  return object.set(typeKey, 'Origin');
}
