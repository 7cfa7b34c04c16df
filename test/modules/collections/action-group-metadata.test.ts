import { expect, it } from 'vitest';
import { readGroupMetadata } from '../../../src/modules/collections/action-group-metadata.ts';

it.each([
  [[], [], []],
  [[{ metadata: {} }], [], []],
  [[{ metadata: { extend_group: 'other' } }], ['other'], []],
  [[{ metadata: { extend_group: ['a', 'b'] } }], ['a', 'b'], []],
  [
    [{ metadata: { extend_group: ['a'] } }, { metadata: { extend_group: ['b'] } }],
    ['b'],
    ['The group contains multiple metadata entries.'],
  ],
  [
    [{ metadata: { extend_group: ['a'] }, more: 1 }],
    ['a'],
    ['The only expected key is metadata, but got keys: metadata, more'],
  ],
  [[{ metadata: ['a'] }], [], ["The metadata is not a dictionary. Got ['a']"]],
  [
    [{ metadata: { odd: 1, extend_group: { name: 'a' } } }],
    [],
    [
      "The metadata contains unexpected keys: odd The metadata contains unexpected key types: extend_group is {'name': 'a'} (expected type list)",
    ],
  ],
])('%j extends %j and is told of as %j', (members, extended, problems) => {
  expect(readGroupMetadata(members)).toEqual({ extends: extended, problems });
});
