import { Dict } from '../../python/dict.ts';
import type { Origin } from '../../errors/origin.ts';
import { TrustedText } from '../../python/trusted-text.ts';
import type { Value } from '../../python/value.ts';
import { VaultString } from '../../python/vault-string.ts';
import { originOf } from '../../yaml/origins.ts';

/** What ansible-core's data tags say of a value, as far as it is known here. */
export interface Tags {
  /** Where it was written. */
  readonly origin: Origin | undefined;
  /** A user wrote this text, or trusts it: it may be a template. */
  readonly trusted: boolean;
  /** The `$ANSIBLE_VAULT;…` text that it was. */
  readonly ciphertext: string | undefined;
  /** Whoever uses it is told of a deprecation. */
  readonly deprecated: boolean;
}

/** What is known of a value, and of its members, beside the value. */
export interface TagSource {
  /** @param value what a template has of it */
  tags(value: Value): Tags;
  member(key: Value): TagSource;
}

/** Of a value of which is known what it says of itself. */
export const bareSource: TagSource = { tags: bareTags, member: () => bareSource };

const untagged: Tags = { origin: undefined, trusted: false, ciphertext: undefined, deprecated: false };

/** The tags that a value carries itself. */
export function bareTags(value: Value): Tags {
  if (value instanceof VaultString) return { ...untagged, origin: value.origin, ciphertext: value.envelope };
  if (value instanceof TrustedText) return { ...untagged, origin: value.origin, trusted: true };
  return Array.isArray(value) || value instanceof Dict ? { ...untagged, origin: originOf(value) } : untagged;
}

/** The names of ansible-core's classes, in their order. */
export function tagNames({ origin, trusted, ciphertext, deprecated }: Tags): string[] {
  return [
    ...(deprecated ? ['Deprecated'] : []),
    ...(origin ? ['Origin'] : []),
    ...(trusted ? ['TrustedAsTemplate'] : []),
    ...(ciphertext === undefined ? [] : ['VaultedValue']),
  ];
}
