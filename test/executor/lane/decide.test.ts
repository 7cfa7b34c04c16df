import { describe, expect, it } from 'vitest';
import { MitorunError } from '../../../src/errors/mitorun-error.ts';
import { decide, decideTarget } from '../../../src/executor/lane/decide.ts';
import { openScope } from '../../../src/executor/lane/item-scope.ts';
import { type GivenTask, plain, taskOf } from '../fake-play.ts';
import { told } from '../fake-run.ts';
import { messageOf } from '../message-of.ts';

const hosts = { web1: { weight: 80, wanted: true }, db1: { weight: 5432 } };

/** Both halves of the first phase. What it emits is held back until it is the item's turn. */
async function decided(text: string, given: GivenTask = {}, loopError?: MitorunError) {
  const { item, events } = taskOf(text, { hosts, ...given });
  const scope = await decideTarget(item, await openScope(item));
  const decision = await decide(item, scope, loopError);
  expect(events).toEqual([]);
  item.events.release();
  return { decision, scope, events: told(events) };
}

describe('a task', () => {
  it.each<[string, string, string, unknown]>([
    ['without a condition', '- ping:', '', 'run'],
    ['whose condition holds', '- ping:\n  when: weight == 80', '', 'run'],
    ['all of whose conditions hold', '- ping:\n  when: [weight == 80, wanted]', '', 'run'],
    ['whose condition is nothing', '- ping:\n  when: [null, wanted]', '', 'run'],
    ['whose condition does not hold', '- ping:\n  when: weight == 81', '', 'weight == 81'],
    ['one of whose conditions does not hold', '- ping:\n  when: [wanted, not wanted]', '', 'not wanted'],
    ['whose condition is false', '- ping:\n  when: false', '', false],
    [
      'whose block has a condition that does not hold',
      '- block: [{ping: , when: wanted}]\n  when: weight == 1',
      '',
      'weight == 1',
    ],
    [
      'is skipped for the outermost condition',
      '- block: [{ping: , when: nothing.there}]\n  when: weight == 2',
      '',
      'weight == 2',
    ],
  ])('%s', async (_case, text, play, wanted) => {
    const { decision } = await decided(text, { play });
    if (wanted === 'run') expect(decision).toEqual({ kind: 'run' });
    else
      expect(decision.kind === 'over' && plain(decision.result)).toEqual({
        changed: false,
        skipped: true,
        skip_reason: 'Conditional result was False',
        false_condition: wanted,
      });
  });

  it.each<[string, string, GivenTask, string]>([
    ['a condition that cannot be evaluated', '- ping:\n  when: nothing == 1', {}, "'nothing' is undefined"],
    [
      'a keyword of another type',
      '- ping:\n  throttle: "{{ \'many\' }}"',
      {},
      "Error processing keyword 'throttle': The value 'many' could not be converted to 'int'.",
    ],
    [
      'a variable of the connection that cannot be rendered',
      '- ping:',
      { play: 'vars: {ansible_user: "{{ nobody }}"}' },
      "Error processing keyword 'remote_user': 'nobody' is undefined",
    ],
    [
      "a block's name that cannot be rendered",
      '- name: "{{ nothing }}"\n  block: [{ping: }]',
      {},
      "Error processing keyword 'name': 'nothing' is undefined",
    ],
    [
      'an action that is omitted',
      '- action: "{{ omit }}"',
      {},
      'Omit is not valid for the `action` keyword.',
    ],
    [
      'a role to include without a name',
      '- include_role: {name: "{{ \'\' }}"}',
      {},
      "'name' is a required field for include_role.",
    ],
    [
      'nowhere to be delegated to',
      '- ping:\n  delegate_to: "{{ \'\' }}"',
      {},
      'Empty hostname produced from delegate_to: "{{ \'\' }}"',
    ],
  ])('is refused for %s', async (_case, text, given, message) => {
    await expect(messageOf(decided(text, given))).resolves.toContain(message);
  });

  it('that is skipped is not looked at any further', async () => {
    const { decision } = await decided('- ping:\n  when: false\n  throttle: "{{ \'many\' }}"');
    expect(decision.kind).toBe('over');
  });

  it('warns of a template where none counts, once it is its turn', async () => {
    const { events } = await decided('- ping:\n  collections: ["{{ weight }}"]');
    expect(events).toEqual([
      'warning: "collections" is not templatable, but we found: [\'{{ weight }}\'], it will not be templated and will be used "as is".',
    ]);
  });
});

describe('a task whose loop cannot be had', () => {
  const loopError = new MitorunError('TEMPLATE_UNDEFINED', "'items' is undefined");

  it('is skipped where its condition does not hold', async () => {
    const { decision } = await decided('- ping:\n  when: weight == 81', {}, loopError);
    expect(decision.kind).toBe('over');
  });

  it.each<[string, string, string[]]>([
    ['where its condition holds', '- ping:\n  when: weight == 80', []],
    ['where it has none', '- ping:', []],
  ])('fails %s', async (_case, text) => {
    await expect(decided(text, {}, loopError)).rejects.toBe(loopError);
  });

  it('fails for the loop where its condition is broken too, which -v tells', async () => {
    const { item, events } = taskOf('- ping:\n  when: nothing == 1', { hosts });
    await expect(decide(item, await openScope(item), loopError)).rejects.toBe(loopError);
    item.events.release();
    expect(told(events)).toEqual([expect.stringMatching(/^-v .*'nothing' is undefined/)]);
  });
});

describe('where a task runs', () => {
  it.each<[string, string, string | undefined]>([
    ['on its host', '- ping:', undefined],
    ['on another one', '- ping:\n  delegate_to: db1', 'db1'],
    ['on the one that a template names', "- ping:\n  delegate_to: \"{{ 'd' ~ 'b1' }}\"", 'db1'],
    ['on its host where the template omits it', '- ping:\n  delegate_to: "{{ omit }}"', undefined],
    ['on its host where nobody is named', '- ping:\n  delegate_to: ""', undefined],
  ])('%s', async (_case, text, delegate) => {
    const { scope } = await decided(text);
    expect(scope.delegatedTo).toBe(delegate);
    expect(scope.variables.has('ansible_delegated_vars')).toBe(delegate !== undefined);
  });

  it("sees the delegate's variables by its name, its own as they were", async () => {
    const { scope } = await decided('- ping:\n  delegate_to: db1');
    const { templar } = scope;
    expect(templar.evaluate("ansible_delegated_vars['db1'].weight ~ ' ' ~ weight")).toBe('5432 80');
  });

  it("renders the delegate's name for each item", async () => {
    const { scope } = await decided('- ping:\n  delegate_to: "{{ item }}"', { loop: { item: 'db1' } });
    expect(scope.delegatedTo).toBe('db1');
  });
});

describe('an include', () => {
  it.each<[string, string, object]>([
    [
      'of tasks',
      '- include_tasks: "{{ \'more\' }}.yml"',
      {
        target: 'more.yml',
        isRole: false,
        result: { include: 'more.yml', include_args: {} },
      },
    ],
    [
      'of tasks by file',
      '- include_tasks: {file: more.yml}',
      {
        target: 'more.yml',
        isRole: false,
        result: { include: 'more.yml', include_args: {} },
      },
    ],
    [
      'of a role',
      '- include_role: {name: web}',
      { target: 'web', isRole: true, result: { include_args: { name: 'web' } } },
    ],
    [
      'whose action is a template',
      '- action: "{{ \'include_tasks\' }}"\n  args: {file: more.yml}',
      { target: 'more.yml', isRole: false },
    ],
  ])('%s asks for what it names', async (_case, text, wanted) => {
    const { decision } = await decided(text, { loop: { item: 1 } });
    if (decision.kind !== 'include') throw new Error(`it is ${decision.kind}`);
    const { include, result } = decision;
    expect({ ...include, result: plain(result) }).toMatchObject(wanted);
    expect(plain(include.loopVariables)).toEqual({ item: 1 });
  });

  it('of tasks that names nothing has failed', async () => {
    const { decision } = await decided('- include_tasks: {file: "{{ \'\' }}"}');
    expect(decision.kind === 'over' && plain(decision.result)).toEqual({
      failed: true,
      changed: false,
      msg: 'No include file was specified to the include',
    });
  });

  it('whose condition does not hold asks for nothing', async () => {
    const { decision } = await decided('- include_tasks: more.yml\n  when: false');
    expect(decision.kind).toBe('over');
  });
});
