import { expect, test } from 'vitest';
import { reservedAmong } from '../../src/vars/reserved-names.ts';

test('names that Ansible uses itself are told from others', () => {
  const names = ['tags', 'environment', 'query', 'mine', 'vars', 'gather_subset', 'omit', 5];
  expect(reservedAmong(names)).toEqual(['tags', 'environment', 'query', 'omit']);
});
