import { describe, expect, it } from 'vitest';
import { loopControl, loopItems } from '../../src/executor/loop-items.ts';
import { type GivenTask, plain, taskOf } from './fake-play.ts';
import { messageOf } from './message-of.ts';

function templarOf(keywords: string, given: GivenTask) {
  const { running, task } = taskOf(`- ping:\n  ${keywords}`, given);
  const { scope, host } = running;
  return { task, templar: scope.templar(scope.variables(host, task), task) };
}

const given = { hosts: { web1: { list: ['a', 'b'], pairs: [[1], [2]], seconds: 0.5, yes: true } } };

describe('the items of a loop', () => {
  it.each<[string, string, unknown]>([
    ['are none without a loop', 'name: x', undefined],
    ['are those of a list', 'loop: [1, "{{ list[0] }}"]', [1, 'a']],
    ['are those that a template gives', 'loop: "{{ list }}"', ['a', 'b']],
    ['are lists as they are', 'loop: "{{ pairs }}"', [[1], [2]]],
    ['are flat with with_items', 'with_items: "{{ pairs }}"', [1, 2]],
    ['are those that a lookup gives', 'with_sequence: count=2', ['1', '2']],
    ['are nothing of an empty list', 'loop: []', []],
    ['are those of a tuple', 'loop: "{{ (1, 2) }}"', [1, 2]],
  ])('%s', (_case, keyword, wanted) => {
    const { task, templar } = templarOf(keyword, given);
    expect(loopItems(task, templar)?.map(plain)).toEqual(wanted);
  });

  it.each<[string, string]>([
    ['loop: "{{ list[0] }}"', "The `loop` value must resolve to a 'list', not 'str'."],
    ['loop: "{{ nothing }}"', "'nothing' is undefined"],
    ['loop: "{{ omit }}"', 'A template was resolved to an Omit scalar.'],
    ['with_sequence: count=x', "Invalid value provided for 'integer': 'x'"],
  ])('are refused: %s', async (keyword, message) => {
    const { task, templar } = templarOf(keyword, given);
    await expect(messageOf(Promise.resolve().then(() => loopItems(task, templar)))).resolves.toContain(
      message,
    );
  });
});

describe('loop_control', () => {
  const ordinary = {
    loopVar: 'item',
    indexVar: undefined,
    label: undefined,
    pause: 0,
    extended: false,
    extendedAllItems: true,
    breakWhen: [],
  };

  it.each<[string, object]>([
    ['{}', {}],
    [
      '{loop_var: one, index_var: n}',
      { loopVar: 'one', loopVarOrigin: expect.objectContaining({ line: 7 }), indexVar: 'n' },
    ],
    ['{loop_var: "{{ list[0] }}"}', { loopVar: 'a', loopVarOrigin: expect.objectContaining({ line: 7 }) }],
    ['{pause: 2}', { pause: 2000 }],
    ['{pause: "{{ seconds }}"}', { pause: 500 }],
    ['{extended: "{{ yes }}", extended_allitems: no}', { extended: true, extendedAllItems: false }],
    ['{label: ""}', { label: undefined }],
    ['{label: null}', { label: undefined }],
    ['{break_when: a}', { breakWhen: ['a'] }],
    ['{break_when: [a, b]}', { breakWhen: ['a', 'b'] }],
    ['{break_when: null}', { breakWhen: [] }],
  ])('%s', (text, wanted) => {
    const { task, templar } = templarOf(`loop: []\n  loop_control: ${text}`, given);
    const { breakWhen, ...control } = loopControl(task, templar);
    expect({ ...control, breakWhen: breakWhen.map(plain) }).toEqual({ ...ordinary, ...wanted });
  });

  it('leaves its label to each item', () => {
    const { task, templar } = templarOf('loop: []\n  loop_control: {label: "{{ item }}"}', given);
    expect(plain(loopControl(task, templar).label)).toBe('{{ item }}');
  });

  it.each<[string, string]>([
    [
      '{pause: long}',
      "Error processing keyword 'pause': The value 'long' could not be converted to 'float'.",
    ],
    [
      '{extended: perhaps}',
      "Error processing keyword 'extended': The value 'perhaps' could not be converted to 'bool'.",
    ],
    ['{pause: "{{ nothing }}"}', "Error processing keyword 'pause': 'nothing' is undefined"],
    ['{loop_var: "a-b"}', "Invalid variable name 'a-b'"],
    ['{index_var: "1n"}', "Invalid variable name '1n'"],
  ])('is refused: %s', async (text, message) => {
    const { task, templar } = templarOf(`loop: []\n  loop_control: ${text}`, given);
    await expect(messageOf(Promise.resolve().then(() => loopControl(task, templar)))).resolves.toContain(
      message,
    );
  });
});
