import { describe, expect, it } from 'vitest';
import { decideTarget } from '../../../src/executor/lane/decide.ts';
import { openScope } from '../../../src/executor/lane/item-scope.ts';
import { prepare } from '../../../src/executor/lane/prepare.ts';
import { Dict } from '../../../src/python/dict.ts';
import { type GivenTask, plain, taskOf } from '../fake-play.ts';
import { told } from '../fake-run.ts';
import { messageOf } from '../message-of.ts';

const hosts = { web1: { weight: 80 }, db1: { login: 'dba', ansible_connection: 'local' } };

/** The second phase of a task on web1, without anything asked of a target. */
async function prepared(text: string, given: GivenTask = {}) {
  const fake = taskOf(text, { hosts, ...given });
  const scope = await decideTarget(fake.item, await openScope(fake.item));
  const found = await prepare(fake.item, scope);
  expect(fake.target.requests).toEqual([]);
  return { ...fake, prepared: found };
}

describe('the arguments of an item', () => {
  it.each<[string, string, string, object]>([
    ['are rendered', '- ping: {data: "{{ weight + 1 }}"}', '', { data: 81 }],
    ['without those that are omitted', '- ping: {data: "{{ omit }}", other: 1}', '', { other: 1 }],
    [
      'have what module_defaults say below them',
      '- ping: {data: own}',
      'module_defaults: {ping: {data: default, more: "{{ weight }}"}}',
      { data: 'own', more: 80 },
    ],
    [
      'have nothing of the defaults of another action',
      '- ping: {data: own}',
      'module_defaults: {copy: {more: 1}}',
      { data: 'own' },
    ],
    [
      'may all come from a template, below those that are written',
      "- ping: {data: own}\n  args: \"{{ {'data': 1, 'more': 2} }}\"",
      '',
      { data: 'own', more: 2 },
    ],
  ])('%s', async (_case, text, play, args) => {
    const { prepared: found, item } = await prepared(text, { play });
    expect(plain(found.args)).toEqual(args);
    expect(item.args).toBe(found.args);
  });

  it.each<[string, string, string]>([
    [
      'undefined ones',
      '- ping: {data: "{{ nothing }}"}',
      "Finalization of task args for 'ansible.builtin.ping' failed: Error while resolving value for 'data': 'nothing' is undefined",
    ],
    ['free text', '- ping: some text', "Action 'ansible.builtin.ping' does not support raw params."],
    [
      'a template of all that gives no mapping',
      '- ping:\n  args: "{{ [1] }}"',
      "Task args must resolve to a 'dict' not 'list'.",
    ],
  ])('are refused: %s', async (_case, text, message) => {
    await expect(messageOf(prepared(text))).resolves.toContain(message);
  });

  it('that come from a template are warned of', async () => {
    const { item } = await prepared('- ping:\n  args: "{{ {\'data\': 1} }}"');
    const { result } = item.messages.addTo(new Dict(), {});
    expect(result.get('warnings')).toEqual([
      expect.stringContaining('Using a template for task args is unsafe'),
    ]);
  });

  it('are known to the item although something fails after them', async () => {
    const { item } = taskOf('- ping: {data: 1}\n  retries: many', { hosts });
    await expect(prepare(item, await openScope(item))).rejects.toThrow("keyword 'retries'");
    expect(item.args && plain(item.args)).toEqual({ data: 1 });
  });
});

describe('how often an item is tried', () => {
  const condition = 'data == 1';

  it.each<[string, string, object]>([
    ['once', '', { tries: 1, delay: 5, until: undefined }],
    ['four times with until', `until: ${condition}`, { tries: 4, delay: 5, until: [condition] }],
    ['once more than retries', 'retries: 2', { tries: 3, until: undefined }],
    ['once for no retries', `until: ${condition}\n  retries: 0`, { tries: 1 }],
    ['once for less than none', 'retries: -1', { tries: 1 }],
    ['as a template says', 'retries: "{{ weight - 78 }}"\n  delay: "{{ 0.5 }}"', { tries: 3, delay: 0.5 }],
    ['until all of several conditions hold', 'until: [a, b]', { tries: 4, until: ['a', 'b'] }],
  ])('%s', async (_case, keywords, repetition) => {
    const { prepared: found } = await prepared(`- ping:\n  ${keywords}`);
    const { until, ...numbers } = found.repetition;
    expect({ ...numbers, until: until?.map(plain) }).toMatchObject(repetition);
  });

  it.each<[string, string]>([
    ['retries: many', "The value 'many' could not be converted to 'int'."],
    ['delay: soon', "The value 'soon' could not be converted to 'float'."],
    ['delay: null', "'<' not supported between instances of 'NoneType' and 'int'"],
    ['debugger: perhaps', "'perhaps' is not a valid value for debugger."],
  ])('is refused for %s', async (keyword, message) => {
    await expect(messageOf(prepared(`- ping:\n  ${keyword}`))).resolves.toContain(message);
  });
});

describe('the action of an item', () => {
  it.each<[string, string, object]>([
    ['that is a module may do what any module may', '- ping:', { facts: 'gathered', inventory: false }],
    ['set_fact sets variables', '- set_fact: {a: 1}', { facts: 'set', inventory: false }],
    ['group_by changes the inventory', '- group_by: {key: a}', { facts: 'gathered', inventory: true }],
    ['that is a template counts as what it gives', '- action: "{{ \'group\' }}_by"', { inventory: true }],
  ])('%s', async (_case, text, effects) => {
    const { item } = await prepared(text);
    expect(item.effects).toMatchObject(effects);
  });
});

describe('the way to the target', () => {
  it.each<[string, string, object]>([
    ['is ssh to the host', '', { address: 'web1', connection: 'ssh', becomeUser: undefined }],
    ['is that of the keywords', 'remote_user: me', { remoteUser: 'me' }],
    ['ends in another account', 'become: true\n  become_user: app', { becomeUser: 'app' }],
    [
      "is the delegate's",
      'delegate_to: db1\n  remote_user: "{{ login }}"',
      { address: 'db1', connection: 'local' },
    ],
  ])('%s', async (_case, keywords, way) => {
    const { prepared: found } = await prepared(`- ping:\n  ${keywords}`);
    expect(found.connection()).toMatchObject(way);
    expect(found.foreign).toBeUndefined();
  });

  it("reads keywords with the delegate's variables", async () => {
    const { prepared: found } = await prepared(
      '- ping:\n  delegate_to: db1\n  become: true\n  become_user: "{{ login }}"',
    );
    expect(found.connection().becomeUser).toBe('dba');
  });

  it.each<[string, string, string]>([
    ['is found out at once for a module', '- ping:', 'connection plugin'],
    ['is found out at once for an action', '- copy: {content: a, dest: /b}', 'connection plugin'],
  ])('%s where it takes a plug-in that mitorun lacks', async (_case, text, missing) => {
    const { prepared: found } = await prepared(text, { play: 'connection: ns.col.docker' });
    expect(found.foreign).toMatchObject({ host: 'web1', address: 'web1', connection: 'ns.col.docker' });
    expect(found.foreign?.missing).toBe(`${missing} 'ns.col.docker'`);
  });

  it('is not looked at for an action on the controller', async () => {
    const { prepared: found } = await prepared('- debug:', { play: 'connection: ns.col.docker' });
    expect(found.foreign).toBeUndefined();
    expect(() => found.connection()).toThrow("the connection plugin 'ns.col.docker' was not found");
  });

  it('that is wrong is told when it is asked for, and not before', async () => {
    const play = 'vars: {ansible_ssh_timeout: soon}';
    const { prepared: found } = await prepared('- ping:', { play });
    expect(() => found.connection()).toThrow('soon');
  });

  it('is decided once, though its variables change', async () => {
    const { prepared: found, services } = await prepared('- debug:', {
      play: 'remote_user: "{{ weight }}"',
    });

    const first = found.connection();
    expect(first.remoteUser).toBe('80');
    services.memory.setVariables('web1', Dict.of({ weight: 81 }));
    expect(found.connection()).toBe(first);
  });

  it('has its unread variables warned of, once it is the turn of the item', async () => {
    const { item, events } = await prepared('- ping:', { play: 'vars: {mitogen_kind: docker}' });
    expect(events).toEqual([]);
    item.events.release();
    expect(told(events)).toEqual([expect.stringContaining('warning: mitogen_kind (of web1)')]);
  });
});
