import { expect, it } from 'vitest';
import type { Dict } from '../../src/python/dict.ts';
import { loadYaml } from '../../src/yaml/load.ts';
import { copyOrigins, originOf, valueOriginOf } from '../../src/yaml/origins.ts';

const text = [
  '- hosts: all',
  '  vars:',
  '    1: one',
  '    a: {b: c}',
  '  tasks:',
  '  - debug:',
  '',
  '  - ping:',
].join('\n');

function play(): Dict {
  const [first] = loadYaml(text, { file: 'p.yml', trust: true }) as Dict[];
  return first as Dict;
}

it('tells where keys and their values are written, from line 1 and column 1', () => {
  const vars = play().get('vars') as Dict;
  expect(originOf(play())).toEqual({ file: 'p.yml', line: 1, column: 3 });
  expect(originOf(play(), 'tasks')).toEqual({ file: 'p.yml', line: 5, column: 3 });
  expect(originOf(vars, 1)).toEqual({ file: 'p.yml', line: 3, column: 5 });
  expect(valueOriginOf(vars, 'a')).toEqual({ file: 'p.yml', line: 4, column: 8 });
});

it('tells where the items of a list are written', () => {
  const tasks = play().get('tasks') as Dict[];
  expect(originOf(tasks, 1)).toEqual({ file: 'p.yml', line: 8, column: 5 });
  expect(originOf(tasks, 2)).toBeUndefined();
});

it('knows nothing of values that were not loaded, unless they are given the positions of others', () => {
  const copy = play().copy();
  expect(originOf(copy)).toBeUndefined();
  copyOrigins(play(), copy);
  expect(originOf(copy, 'hosts')).toEqual(originOf(play(), 'hosts'));
});
