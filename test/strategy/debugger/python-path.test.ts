import { describe, expect, it } from 'vitest';
import { readPath } from '../../../src/strategy/debugger/python-path.ts';

describe('A path at the start of a line', () => {
  it.each([
    ['task', 'task', [], ''],
    ['task.args', 'task', [{ attribute: 'args' }], ''],
    ["task.args['a b']", 'task', [{ attribute: 'args' }, { key: "'a b'" }], ''],
    ["task_vars['x'][0].y", 'task_vars', [{ key: "'x'" }, { key: '0' }, { attribute: 'y' }], ''],
    ["task.args['x'] = [1, 2]", 'task', [{ attribute: 'args' }, { key: "'x'" }], '= [1, 2]'],
    ["task.args[']'] = 1", 'task', [{ attribute: 'args' }, { key: "']'" }], '= 1'],
    ['task.args.get(1)', 'task', [{ attribute: 'args' }, { attribute: 'get' }], '(1)'],
    ['task_vars[', 'task_vars', [], '['],
    ['a + b', 'a', [], '+ b'],
  ])('%s', (text, root, steps, rest) => {
    expect(readPath(text)).toEqual({ root, steps, rest });
  });

  it.each(["'x' + 1", '[1]', '!x', ''])('is not in %s', (text) => {
    expect(readPath(text)).toBeUndefined();
  });
});
