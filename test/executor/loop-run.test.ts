import { withInternalKeys } from '../../src/events/internal-keys.ts';
import { describe, expect, it } from 'vitest';
import { LoopRun } from '../../src/executor/loop-run.ts';
import type { ItemOutcome, TaskOutcome } from '../../src/executor/task-outcome.ts';
import { Dict } from '../../src/python/dict.ts';
import type { Value } from '../../src/python/value.ts';
import { type FakeTask, type GivenTask, plain, taskOf } from './fake-play.ts';
import { told } from './fake-run.ts';

/** Runs a task of web1 for these items. */
function shown({ result, remarks }: Pick<ItemOutcome, 'result' | 'remarks'>): object {
  return plain(withInternalKeys(result, remarks)) as object;
}

async function looped(
  text: string,
  items: readonly Value[],
  given: GivenTask = {},
): Promise<FakeTask & { outcome: TaskOutcome; results: object[] }> {
  const fake = taskOf(`${text}\n  loop: []`, given);
  const { scope, host, task } = fake.running;
  const known = () => scope.variables(host, task);
  const outcome = await new LoopRun(fake.running, known, known(), items).run();
  return { ...fake, outcome, results: outcome.items.map(shown) };
}

describe('each item', () => {
  it('has its result, with what it was and how it is called', async () => {
    const { results } = await looped('- answer: {seen: "{{ item }}"}', ['x', 2]);
    expect(results).toMatchObject([
      {
        seen: 'x',
        item: 'x',
        ansible_loop_var: 'item',
        _ansible_item_label: 'x',
        _ansible_item_result: true,
      },
      { seen: 2, item: 2, _ansible_item_label: 2 },
    ]);
  });

  it.each<[string, string, object]>([
    ['has the name of loop_var', 'loop_var: one', { one: 'x', ansible_loop_var: 'one' }],
    ['has its number', 'index_var: n', { n: 1, ansible_index_var: 'n' }],
    ['is shown by its label', 'label: "<{{ item }}>"', { _ansible_item_label: '<x>' }],
    [
      'knows its neighbours',
      'extended: true',
      {
        ansible_loop: {
          index: 2,
          index0: 1,
          first: false,
          last: false,
          length: 3,
          revindex: 2,
          revindex0: 1,
          previtem: 'w',
          nextitem: 'y',
          allitems: ['w', 'x', 'y'],
        },
      },
    ],
  ])('%s', async (_case, control, wanted) => {
    const name = control.startsWith('loop_var') ? 'one' : 'item';
    const { results } = await looped(`- answer: {seen: "{{ ${name} }}"}\n  loop_control: {${control}}`, [
      'w',
      'x',
      'y',
    ]);
    expect(results[1]).toMatchObject({ seen: 'x', ...wanted });
  });

  it('does not carry all of them where that is not wanted', async () => {
    const control = '{extended: true, extended_allitems: false}';
    const { results } = await looped(`- answer:\n  loop_control: ${control}`, ['x']);
    expect(Object.keys((results[0] as { ansible_loop: object }).ansible_loop)).not.toContain('allitems');
  });

  it.each<[string, string, (number | string)[], string[]]>([
    ['ok', '- answer:', [1, 2], ['item ok web1', 'item ok web1']],
    ['failed', '- answer: {failed: "{{ item == 2 }}"}', [1, 2], ['item ok web1', 'item failed web1']],
    [
      'failed and ignored',
      '- answer: {failed: "{{ item == 2 }}"}\n  ignore_errors: true',
      [2],
      ['item ignored failed web1'],
    ],
    ['skipped', '- answer:\n  when: item == 2', [1, 2], ['item skipped web1', 'item ok web1']],
    ['unreachable', '- answer: {unreachable: true}', [1], ['item unreachable web1']],
    ['with a difference first', '- answer: {diff: x}\n  diff: true', [1], ['diff web1', 'item ok web1']],
    ['later, where it changes the inventory', '- group_by: {key: g}', [1], []],
    [
      'at once where it would change the inventory and failed',
      '- group_by: {key: "{{ nothing }}"}',
      [1],
      ['item failed web1'],
    ],
  ])('is told: %s', async (_case, text, items, wanted) => {
    const { events } = await looped(text, items);
    expect(told(events)).toEqual(wanted);
  });

  it('is hidden by its own no_log', async () => {
    const { outcome, results } = await looped('- answer:\n  no_log: "{{ item == 2 }}"', [1, 2]);
    expect(results.map((result) => '_ansible_no_log' in result)).toEqual([false, true]);
    expect(outcome.remarks.noLog).toBe(true);
    expect(outcome.view.noLog).toBe(true);
  });

  it('whose label is undefined has failed', async () => {
    const { results, outcome } = await looped('- answer:\n  loop_control: {label: "{{ nothing }}"}', [1]);
    expect(results[0]).toMatchObject({
      failed: true,
      msg: "Failed to template loop_control.label: 'nothing' is undefined",
    });
    expect(outcome.result.get('failed')).toBe(true);
  });

  it('whose label is broken otherwise fails the task as a whole', async () => {
    await expect(looped('- answer:\n  loop_control: {label: "{{ 1 / 0 }}"}', [1])).rejects.toThrow(
      'division',
    );
  });
});

describe('a later item sees', () => {
  it.each<[string, string, Value[], string, unknown[]]>([
    [
      'what the one before it registered',
      '- answer: {n: "{{ (r.n | default(0)) + 1 }}"}\n  register: r',
      [0, 0, 0],
      'n',
      [1, 2, 3],
    ],
    [
      'the facts that the one before it gathered',
      '- answer: {seen: "{{ ansible_facts.mine | default(0) }}", ansible_facts: {mine: "{{ item }}"}}',
      [5, 6],
      'seen',
      [0, 5],
    ],
    [
      'the facts of all before it',
      '- answer: {seen: "{{ ansible_facts | sort }}", ansible_facts: "{{ {\'f\' ~ item: 1} }}"}',
      [1, 2, 3],
      'seen',
      [[], ['f1'], ['f1', 'f2']],
    ],
    [
      'those facts by their names',
      '- answer: {seen: "{{ ansible_mine | default(0) }}", ansible_facts: {ansible_mine: "{{ item }}"}}',
      [5, 6],
      'seen',
      [0, 5],
    ],
    [
      'what it included',
      '- include: {seen: "{{ mine | default(0) }}", ansible_facts: {mine: "{{ item }}"}}',
      [5, 6],
      'seen',
      [0, 5],
    ],
    [
      'nothing of what is only shown',
      '- show: {seen: "{{ mine | default(0) }}", ansible_facts: {mine: "{{ item }}"}}',
      [5, 6],
      'seen',
      [0, 0],
    ],
  ])('%s', async (_case, text, items, member, wanted) => {
    const run = async ({ args }: { readonly args: Dict }): Promise<Dict> => args.copy();
    const { results } = await looped(text.replace('- include:', '- include_it:'), items, {
      actions: {
        include_it: { isLocal: true, effects: { facts: 'included' }, run },
        show: { isLocal: true, effects: { facts: 'shown' }, run },
      },
    });
    expect(results.map((result) => (result as Record<string, unknown>)[member])).toEqual(wanted);
  });

  it('facts under ansible_facts alone where the settings say so', async () => {
    const { results } = await looped(
      '- answer: {seen: "{{ ansible_mine | default(0) }}", ansible_facts: {ansible_mine: 1}}',
      [1, 2],
      { environment: { ANSIBLE_INJECT_FACT_VARS: 'false' } },
    );
    expect(results[1]).toMatchObject({ seen: 0 });
  });
});

describe('a loop', () => {
  it.each<[string, string, number[]]>([
    ['goes through all of its items', '{}', [1, 2, 3]],
    ['ends where break_when holds', '{break_when: item == 2}', [1, 2]],
    ['reads there what is registered', '{break_when: r.seen == 1}', [1]],
    ['ends where all of break_when hold', '{break_when: [item == 1, false]}', [1, 2, 3]],
  ])('%s', async (_case, control, wanted) => {
    const text = `- answer: {seen: "{{ item }}"}\n  register: r\n  loop_control: ${control}`;
    const { results } = await looped(text, [1, 2, 3]);
    expect(results.map((result) => (result as { seen: number }).seen)).toEqual(wanted);
  });

  it('pauses between its items, and not around them', async () => {
    const begun = performance.now();
    await looped('- answer:\n  loop_control: {pause: 0.1}', [1, 2, 3]);
    const took = performance.now() - begun;
    expect(took).toBeGreaterThan(195);
    expect((await looped('- answer:\n  loop_control: {pause: 60}', [1])).results).toHaveLength(1);
  });

  it('ends with the run', async () => {
    const fake = taskOf('- ending:\n  loop: []', {
      actions: {
        ending: {
          isLocal: true,
          run: async () => {
            fake.abort();
            return new Dict();
          },
        },
      },
    });
    const { scope, host, task } = fake.running;
    const known = () => scope.variables(host, task);
    const { items } = await new LoopRun(fake.running, known, known(), [1, 2]).run();
    expect(items).toHaveLength(1);
  });

  it.each<[string, GivenTask, number]>([
    ['warns of a name that is in use', { play: 'vars: {item: 1}' }, 1],
    ['does not of one that is not', {}, 0],
  ])('%s', async (_case, given, count) => {
    const { events } = await looped('- answer:', [1], given);
    expect(
      told(events).filter((line) => line.startsWith("warning: The loop variable 'item' is already")),
    ).toHaveLength(count);
  });
});

describe('the result of a loop', () => {
  const good = { changed: false, skipped: false, msg: 'All items completed' };

  it.each<[string, string, number[], object]>([
    ['is good where all items are', '- answer:', [1, 2], good],
    ['is changed where one is', '- answer: {changed: "{{ item == 2 }}"}', [1, 2], { ...good, changed: true }],
    [
      'is failed where one is',
      '- answer: {failed: "{{ item == 2 }}"}',
      [1, 2],
      { ...good, failed: true, msg: 'One or more items failed' },
    ],
    [
      'is unreachable where one is',
      '- answer: {unreachable: "{{ item == 2 }}"}',
      [1, 2],
      { ...good, unreachable: true },
    ],
    [
      'is skipped where all are',
      '- answer:\n  when: false',
      [1, 2],
      { ...good, skipped: true, msg: 'All items skipped' },
    ],
    ['is not skipped where one is not', '- answer:\n  when: item == 2', [1, 2], good],
  ])('%s', async (_case, text, items, wanted) => {
    const { outcome } = await looped(text, items);
    const { results, ...rest } = plain(outcome.result) as { results: unknown[] };
    expect(rest).toEqual(wanted);
    expect(results).toHaveLength(items.length);
  });

  it.each<[string, string, (number | string)[], object]>([
    ['are ignored where all of them are', 'ignore_errors: true', [1, 2], { ignoreErrors: true }],
    ['are not where one is not', 'ignore_errors: "{{ item == 1 }}"', [1, 2], { ignoreErrors: false }],
    ['are nothing to ignore where there are none', 'ignore_errors: true', [3], { ignoreErrors: false }],
  ])('failures %s', async (_case, keyword, items, wanted) => {
    const { outcome } = await looped(`- answer: {failed: "{{ item < 3 }}"}\n  ${keyword}`, items);
    expect(outcome).toMatchObject(wanted);
  });

  it('has the warnings of all items, which have them no more', async () => {
    const { outcome, results } = await looped('- answer: {warnings: ["of {{ item }}"]}', [1, 2]);
    expect(outcome.result.get('warnings')).toEqual(['of 1', 'of 2']);
    expect(results.some((result) => 'warnings' in result)).toBe(false);
  });
});
