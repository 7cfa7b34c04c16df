import { repr } from '../../python/repr.ts';
import { valueError } from '../../python/python-error.ts';
import type { Value } from '../../python/value.ts';
import { signature } from '../argument-binder.ts';
import type { TestDefinition } from '../registry.ts';
import { tagNames } from '../tags/tag-source.ts';
import { inputOf } from '../tags/tagged-input.ts';
import { stringOf } from '../text-argument.ts';

/** Every tag that ansible-core 2.19 has. */
const knownTags: ReadonlySet<string> = new Set([
  'Deprecated',
  'Origin',
  'SourceWasEncrypted',
  'TrustedAsTemplate',
  'VaultedValue',
  '_JinjaConstTemplate',
]);

/** Tests of `ansible._protomatter`: what data tags a value has. */
export const protomatterTests: readonly TestDefinition[] = [
  {
    name: 'ansible._protomatter.tagged',
    signature: signature('value'),
    knowsTags: true,
    call: (_context, given) => tagNames(inputOf(given as Value).tags).length > 0,
  },
  {
    name: 'ansible._protomatter.tagged_with',
    signature: signature('value, tag_name'),
    knowsTags: true,
    call: (_context, given, tagName) => {
      const name = stringOf(tagName as Value);
      if (name === undefined || !knownTags.has(name))
        throw valueError(`Unknown tag name ${repr(tagName as Value)}.`);
      return tagNames(inputOf(given as Value).tags).includes(name);
    },
  },
];
