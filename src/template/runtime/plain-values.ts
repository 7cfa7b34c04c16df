import type { Keywords } from '../../python/callable.ts';
import { Dict } from '../../python/dict.ts';
import { Tuple } from '../../python/tuple.ts';
import type { Value } from '../../python/value.ts';
import { TrustedText } from '../../python/trusted-text.ts';
import { VaultString } from '../../python/vault-string.ts';
import type { FilterDefinition } from '../registry.ts';
import { LazyDict, ResolvingView } from './lazy.ts';

/**
 * A vaulted text goes through a template as the VaultString that it is for as long as it is only handed on: `to_yaml` and
 * `set_fact` can tell then, as by ansible-core's tags. So does a TrustedText. Whatever computes with them gets their plain
 * text, here.
 */

/** The plain text of a vaulted or trusted one; every other value is the same. */
export function plainText(value: Value): Value {
  if (value instanceof VaultString) return value.reveal();
  return value instanceof TrustedText ? value.text : value;
}

/** A value in which nobody meets a VaultString or TrustedText, however deep; dicts that compute their members stay lazy. */
export function plainValue(value: Value): Value {
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof VaultString) return value.reveal();
  if (value instanceof TrustedText) return value.text;
  if (Array.isArray(value)) return mapped(value);
  if (value instanceof Tuple) {
    const items = mapped(value.items as Value[]);
    return items === value.items ? value : new Tuple(items);
  }
  if (value instanceof LazyDict || value instanceof ResolvingView)
    return new ResolvingView(value, plainValue);
  return value instanceof Dict && value.constructor === Dict ? plainDict(value) : value;
}

/** The very list, where nothing in it changes. */
function mapped(list: Value[]): Value[] {
  let changed: Value[] | undefined;
  for (let index = 0; index < list.length; index++) {
    const member = list[index] as Value;
    if (member === null || typeof member !== 'object') continue;
    const plain = plainValue(member);
    if (plain === member) continue;
    changed ??= [...list];
    changed[index] = plain;
  }
  return changed ?? list;
}

function plainDict(dict: Dict): Dict {
  let changed: Dict | undefined;
  for (const [key, member] of dict) {
    const plain = plainValue(member);
    if (plain === member) continue;
    changed ??= dict.copy();
    changed.set(key, plain);
  }
  return changed ?? dict;
}

export function plainArguments(args: Value[]): Value[] {
  return mapped(args);
}

export function plainKeywords<T extends Keywords | undefined>(keywords: T): T {
  if (keywords === undefined || keywords.size === 0) return keywords;
  return new Map([...keywords].map(([name, value]) => [name, plainValue(value)] as const)) as unknown as T;
}

/** The arguments as this filter wants them. */
export function filterArguments({ vaults }: FilterDefinition, args: Value[]): Value[] {
  if (vaults === 'given') return args;
  return vaults === 'members' ? args.map(plainText) : mapped(args);
}
