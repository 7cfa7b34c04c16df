import type { Origin } from '../../errors/origin.ts';
import { Dict } from '../../python/dict.ts';
import { parseJson } from '../../python/json/parse.ts';
import { typeError } from '../../python/python-error.ts';
import { repr, str } from '../../python/repr.ts';
import { TrustedText } from '../../python/trusted-text.ts';
import { typeName } from '../../python/type-name.ts';
import { PyObject, type Value } from '../../python/value.ts';
import { VaultString } from '../../python/vault-string.ts';
import { plainText } from '../runtime/plain-values.ts';
import { momentOf } from './moment.ts';
import { allowsTrust, type JsonProfile, typeKey } from './profiles.ts';

/** What reading a text by a profile needs to know of the text. */
export interface TextToRead {
  readonly text: string;
  /** A user trusts it: so he does what it holds, where the profile has that. */
  readonly trusted: boolean;
  readonly origin: Origin | undefined;
  /** The value of a vaulted text in it. */
  readonly vaulted: (envelope: string) => Value;
}

const unsafeMarker = '__ansible_unsafe';
const vaultMarker = '__ansible_vault';

/** The value of a JSON text as a profile reads it. Throws TypeError for an object that the profile does not take. */
export function readAs(profile: JsonProfile, given: TextToRead): Value {
  const parsed = parseJson(given.text);
  const reader = new ProfileReader(profile, given);
  // Nothing but marked objects and trust tells one profile from another.
  const value = given.text.includes('__ansible_') ? reader.unmark(parsed) : parsed;
  return profile.trust === 'none' ? value : reader.trust(value, []);
}

/** A text that was marked as `__ansible_unsafe`. */
class UntrustedMark extends PyObject {
  readonly typeName = 'ansible._internal._json._profiles._legacy._Untrusted';
  readonly text: string;
  constructor(text: string) {
    super();
    this.text = text;
  }
  repr(): string {
    return repr(this.text);
  }
}

/** An object that stands for what ansible-core knows beside a value. */
class TagObject extends PyObject {
  readonly typeName: string;
  readonly members: Dict;
  constructor(type: string, members: Dict) {
    super();
    this.typeName = type;
    this.members = members;
  }
  repr(): string {
    return `${this.typeName}()`;
  }
}

/** Their types. */
const tagTypes: ReadonlySet<string> = new Set([
  'Deprecated',
  'Origin',
  'SourceWasEncrypted',
  'TrustedAsTemplate',
  'VaultedValue',
]);

class ProfileReader {
  readonly #profile: JsonProfile;
  readonly #given: TextToRead;
  constructor(profile: JsonProfile, given: TextToRead) {
    this.#profile = profile;
    this.#given = given;
  }

  /** The value with what its marked objects stand for, inner ones first. */
  unmark(value: Value): Value {
    if (Array.isArray(value)) return value.map((member) => this.unmark(member));
    if (!(value instanceof Dict)) return value;
    const object = new Dict([...value].map(([key, member]) => [key, this.unmark(member)] as const));
    const { markers } = this.#profile;
    for (const marker of markers === 'ignored' ? [] : [unsafeMarker, vaultMarker]) {
      const member = object.get(marker);
      if (member === undefined) continue;
      if (markers === 'refused') throw this.#refused(marker);
      return this.#marked(marker, member);
    }
    return object.has(typeKey) ? this.#typed(object) : object;
  }

  #marked(marker: string, member: Value): Value {
    if (typeof member !== 'string')
      throw typeError(`${marker} is <class '${typeName(member)}'> not <class 'str'>`);
    return marker === unsafeMarker ? new UntrustedMark(member) : this.#given.vaulted(member);
  }

  #typed(object: Dict): Value {
    const type = object.get(typeKey) ?? null;
    if (typeof type !== 'string' || !this.#profile.reads.has(type)) throw this.#refused(type);
    if (type.startsWith('_AnsibleTagged')) return this.#tagged(object);
    if (type.startsWith('AnsibleSerializable')) return momentOf(object);
    if (type === 'EncryptedString') return this.#given.vaulted(str(object.get('ciphertext') ?? ''));
    if (type === 'PluginType') return object.get('value') ?? null;
    object.delete(typeKey);
    return tagTypes.has(type) ? new TagObject(type, object) : object;
  }

  #tagged(object: Dict): Value {
    const value = object.get('value') ?? null;
    const listed = object.get('tags');
    const tags = new Map(
      (Array.isArray(listed) ? listed : [])
        .filter((tag) => tag instanceof TagObject)
        .map((tag) => [tag.typeName, tag.members] as const),
    );
    if (typeof value !== 'string') return value;
    const origin = originIn(tags.get('Origin'));
    const ciphertext = tags.get('VaultedValue')?.get('ciphertext');
    if (typeof ciphertext === 'string') return new VaultString(ciphertext, () => value, origin);
    return tags.has('TrustedAsTemplate') ? new TrustedText(value, origin) : value;
  }

  #refused(type: Value): Error {
    const { name } = this.#profile;
    return typeError(`Object of type ${repr(type)} is not JSON deserializable by the '${name}' profile.`);
  }

  /** The value with its texts trusted, where the whole text is, but for those that are marked as untrusted. */
  trust(value: Value, path: readonly Value[]): Value {
    if (value instanceof UntrustedMark) return value.text;
    if (Array.isArray(value)) return value.map((member, index) => this.trust(member, [...path, index]));
    if (value instanceof Dict)
      return new Dict(
        [...value].map(([key, member]) => [key, this.trust(member, [...path, plainText(key)])] as const),
      );
    const { trusted, origin } = this.#given;
    const becomesTrusted = typeof value === 'string' && trusted && allowsTrust(this.#profile, path);
    return becomesTrusted ? new TrustedText(value, origin) : value;
  }
}

function originIn(tag: Dict | undefined): Origin | undefined {
  const file = tag?.get('path') ?? tag?.get('description');
  if (!tag || typeof file !== 'string') return undefined;
  return { file, line: Number(tag.get('line_num') ?? 0), column: Number(tag.get('col_num') ?? 0) };
}
