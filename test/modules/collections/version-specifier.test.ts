import { expect, it } from 'vitest';
import { isInVersionSet } from '../../../src/modules/collections/version-specifier.ts';

/** Asked of Python's `packaging` for 2.19.11. */
it.each([
  ['', true],
  ['>=2.9', true],
  ['>=2.9.10,<2.20', true],
  [' >= 2.9 , < 3', true],
  ['>=2.9,', true],
  ['>=2.9.10,<2.12', false],
  ['~=2.19', true],
  ['~=2.19.0', true],
  ['~=2.18.0', false],
  ['==2.19.*', true],
  ['!=2.19.*', false],
  ['==2.19.11.0', true],
  ['==v2.19.11', true],
  ['==2.19.11+local', false],
  ['==2.19.11.post1', false],
  ['===2.19.11', true],
  ['>2.19', true],
  ['>2.19.11', false],
  ['<2.19.11', false],
  ['<=2.19.11.0', true],
  ['<2.19.12rc1', true],
  ['<2.19.11.dev0', false],
  ['< 2.20.0dev0', true],
  ['>2.19.10.post0', true],
  ['>=2.20.0b1', false],
])('2.19.11 is in "%s": %s', (set, expected) => {
  expect(isInVersionSet('2.19.11', set)).toBe(expected);
});

it.each(['2.9', '=>2.9', '>=abc', '~=2', '>=2.9.*'])('refuses "%s"', (set) => {
  expect(() => isInVersionSet('2.19.11', set)).toThrow(`Invalid specifier: '${set}'`);
});
