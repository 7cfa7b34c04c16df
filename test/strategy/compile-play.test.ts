import { describe, expect, it } from 'vitest';
import type { Block, Task } from '../../src/playbook/model.ts';
import { compilePlay, filterBlocks, tasksOf } from '../../src/strategy/compile-play.ts';
import { str } from '../../src/python/repr.ts';
import { nameOf, playOf } from '../executor/fake-play.ts';
import { fakeRun } from '../executor/fake-run.ts';

const parts = `pre_tasks: [{name: before, ping: }]
roles: [web]
tasks: [{name: one, ping: , tags: x}, {name: two, ping: }]
post_tasks: [{name: after, ping: }]`;
const files = { 'roles/web/tasks/main.yml': '- {name: of the role, ping: }' };

function outline(block: Block | Task): string {
  if (!('block' in block)) return nameOf(block);
  const inside = block.block.map(outline).join(' ');
  return block.always.length === 0 ? inside : `[${inside} always ${block.always.map(outline).join(' ')}]`;
}

function compiled(text: string, filter = (_task: Task): boolean => true, forceHandlers = false): string {
  const run = fakeRun({ files });
  return compilePlay(playOf(run, text), { forceHandlers, filter }).map(outline).join(' ');
}

describe('a play is', () => {
  const flush = '(flush_handlers)';

  it('its parts with a flush behind each, roles and tasks together', () => {
    expect(compiled(parts)).toBe(
      `before ${flush} of the role (role_complete) one two ${flush} after ${flush}`,
    );
  });

  it('three flushes where nothing is written', () => {
    expect(compiled('tasks: []')).toBe(`${flush} ${flush} ${flush}`);
  });

  it('nothing of what a filter leaves out', () => {
    expect(compiled(parts, (task) => task.name === 'one')).toBe('one');
  });

  it('reaches its flushes after failures too, with forced handlers', () => {
    expect(compiled('tasks: [{name: one, ping: }]', undefined, true)).toBe(
      `[(noop) always ${flush}] [one always ${flush}] [(noop) always ${flush}]`,
    );
  });

  it('left as it is by that', () => {
    const play = playOf(fakeRun({ files }), parts);
    compilePlay(play, { forceHandlers: true, filter: () => false });
    expect(play.tasks.flatMap(tasksOf).map(({ name }) => name)).toEqual(['one', 'two']);
  });
});

describe('a block', () => {
  const text =
    'tasks:\n- block: [{name: b, ping: }]\n  rescue: [{block: [{name: r, ping: }]}]\n  always: [{name: a, ping: }]';

  it.each<[string[], string[]]>([
    [
      ['b', 'r', 'a'],
      ['b', 'r', 'a'],
    ],
    [['r'], ['r']],
    [[], []],
  ])('with %j of its tasks has those in their sections', (kept, names) => {
    const { tasks } = playOf(fakeRun(), text);
    const filtered = filterBlocks(tasks, ({ name }) => kept.includes(str(name ?? '')));
    expect(filtered.flatMap(tasksOf).map(({ name }) => name)).toEqual(names);
    expect(filtered).toHaveLength(names.length === 0 ? 0 : 1);
  });
});
