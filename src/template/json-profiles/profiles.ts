import { PythonError, typeError, valueError } from '../../python/python-error.ts';
import { stringRepr } from '../../python/repr.ts';
import type { Value } from '../../python/value.ts';
import { classText, stringOf } from '../text-argument.ts';

/** The key that marks an object as one of ansible-core's own (`AnsibleSerializable`), by its type. */
export const typeKey = '__ansible_type';

/** Where texts get or show trust: everywhere, in an inventory's variables alone, or nowhere. */
type TrustedPlaces = 'all' | 'inventory' | 'none';

/** One of ansible-core 2.19's ways to write values as JSON and to read them back. */
export interface JsonProfile {
  readonly name: string;
  /** As objects that say what they are, or as text in ISO 8601. */
  readonly dates: 'object' | 'text';
  /** What becomes of tags: written beside the value, refused but for deprecations, or dropped. */
  readonly tags: 'kept' | 'refused' | 'dropped';
  /** Texts that are not trusted are marked as such, and all others are trusted where they are read. */
  readonly trust: TrustedPlaces;
  readonly bytes: 'text' | 'refused';
  /** Keys that are no text: as Python's JSON has them, as they are shown, or refused. */
  readonly keys: 'json' | 'shown' | 'refused';
  /** Text beyond ASCII is written as it is. */
  readonly utf8: boolean;
  /** What JSON lacks is written as text. */
  readonly showsAll: boolean;
  /** The types of objects (`__ansible_type`) that it reads. */
  readonly reads: ReadonlySet<string>;
  /** `__ansible_unsafe` and `__ansible_vault`. */
  readonly markers: 'read' | 'refused' | 'ignored';
}

const taggedTypes = [
  'Str',
  'Int',
  'Float',
  'Bytes',
  'List',
  'Dict',
  'Tuple',
  'Set',
  'Date',
  'DateTime',
  'Time',
].map((type) => `_AnsibleTagged${type}`);
const responses = [
  'PluginInfo',
  'PluginType',
  'Event',
  'EventChain',
  'ErrorSummary',
  'WarningSummary',
  'DeprecationSummary',
  'Deprecated',
];
const moments = ['AnsibleSerializableDate', 'AnsibleSerializableDateTime', 'AnsibleSerializableTime'];
const kept = ['SourceWasEncrypted', 'Origin', 'TrustedAsTemplate', 'EncryptedString', 'VaultedValue'];

const plain = {
  dates: 'text',
  tags: 'dropped',
  trust: 'none',
  bytes: 'refused',
  keys: 'json',
  utf8: false,
  showsAll: false,
  reads: new Set<string>(),
  markers: 'ignored',
} as const;
const marked = { ...plain, trust: 'all', markers: 'read' } as const;
const fromModule = { ...plain, tags: 'refused', reads: new Set([...taggedTypes, ...responses]) } as const;
const modern = { dates: 'object', keys: 'refused', utf8: true } as const;

/** Also what `to_json` and `from_json` do without a profile. */
export const tagless: JsonProfile = { ...plain, name: 'tagless', markers: 'refused' };

const profiles: readonly JsonProfile[] = [
  tagless,
  { ...plain, name: 'fallback_to_str', bytes: 'text', keys: 'shown', showsAll: true },
  { ...plain, name: 'module_legacy_c2m' },
  { ...fromModule, name: 'module_legacy_m2c', bytes: 'text' },
  { ...plain, ...modern, name: 'module_modern_c2m', reads: new Set(moments) },
  {
    ...fromModule,
    ...modern,
    name: 'module_modern_m2c',
    reads: new Set([...taggedTypes, ...responses, ...moments]),
  },
  { ...marked, name: 'legacy' },
  { ...marked, name: 'inventory_legacy', trust: 'inventory', utf8: true },
  {
    ...plain,
    name: 'cache_persistence',
    dates: 'object',
    tags: 'kept',
    reads: new Set([...taggedTypes, ...responses, ...moments, ...kept]),
  },
];

const packages = ['ansible._internal._json._profiles.', 'ansible.module_utils._internal._json._profiles.'];

/**
 * The profile that a filter's argument names, by its short name or by that of its Python module. Throws what Python raises
 * for another value.
 */
export function profileOf(argument: Value): JsonProfile {
  const name = stringOf(argument);
  if (name === undefined)
    throw typeError(`Name is ${classText(argument)} instead of <class 'str'> or <class 'module'>.`);
  const short = packages.reduce((text, prefix) => text.replace(`${prefix}_`, ''), name);
  const profile = profiles.find((candidate) => candidate.name === short);
  if (profile) return profile;
  if (!name.includes('.')) throw valueError(`Unknown profile name ${stringRepr(name)}.`);
  throw new PythonError('LookupError', `No module named ${stringRepr(name.split('.', 1)[0] ?? '')}`);
}

/** Whether texts in this place, the keys that lead to it, show and get trust. */
export function allowsTrust({ trust }: JsonProfile, path: readonly Value[]): boolean {
  if (trust !== 'inventory') return trust === 'all';
  if (path.length >= 4 && path[0] === '_meta' && path[1] === 'hostvars') return true;
  return path.length >= 3 && path[1] === 'vars';
}
