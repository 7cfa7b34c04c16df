import { describe, expect, it } from 'vitest';
import { renewedScope, openScope } from '../../src/executor/lane/item-scope.ts';
import { TaskKeywords } from '../../src/executor/task-keywords.ts';
import { Block } from '../../src/playbook/model.ts';
import { Dict } from '../../src/python/dict.ts';
import { type GivenTask, plain, taskOf } from './fake-play.ts';
import { messageOf } from './message-of.ts';

const hosts = { web1: { yes: true, n: 3, half: 0.5, user: 'me' } };

function keywordsOf(text: string, given: GivenTask = {}): TaskKeywords {
  const { running, task } = taskOf(text, { hosts, ...given });
  const { scope, host, services } = running;
  return new TaskKeywords(task, scope.templar(scope.variables(host, task), task), services.setting);
}

describe('the value of a keyword', () => {
  it.each<[string, string, string, unknown]>([
    ['is what the task says', '- {ping: , remote_user: own}', 'remote_user: of the play', 'own'],
    ['is what is around it', '- {ping: }', 'remote_user: of the play', 'of the play'],
    [
      "is the nearest block's",
      '- {block: [{ping: }], remote_user: near}',
      'remote_user: of the play',
      'near',
    ],
    ['is rendered', '- {ping: , remote_user: "{{ user }}"}', '', 'me'],
    [
      'is what is around it where it is omitted',
      '- {ping: , remote_user: "{{ omit }}"}',
      'remote_user: of the play',
      'of the play',
    ],
    [
      'is that as it is written, a template too',
      '- {ping: , remote_user: "{{ omit }}"}',
      'remote_user: "{{ user }}"',
      '{{ user }}',
    ],
  ])('%s', (_case, text, play, wanted) => {
    expect(keywordsOf(text, { play }).value('remote_user')).toBe(wanted);
  });

  it.each(['delay', 'poll', 'retries', 'register', 'changed_when', 'failed_when', 'until'])(
    'is taken from nowhere but the task: %s',
    (keyword) => {
      const keywords = keywordsOf(`- {ping: }`);
      const fields = { origin: undefined, parent: undefined, implicit: true };
      keywords.task.parent = new Block({ ...fields, keywords: new Map([[keyword, 'of the block']]) });
      expect(keywords.raw(keyword)).not.toBe('of the block');
    },
  );

  it('is nothing where it is null, and its default where nobody wrote it', () => {
    expect(keywordsOf('- {ping: , delay: null}').value('delay')).toBeUndefined();
    expect(keywordsOf('- {ping: }').number('delay')).toBe(5);
    expect(keywordsOf('- {ping: , delay: "{{ omit }}"}').number('delay')).toBe(5);
  });

  it('is rendered once, and kept', () => {
    const { running, task, services } = taskOf('- {ping: , remote_user: "{{ user }}"}', { hosts });
    const { scope, host } = running;
    const keywords = new TaskKeywords(
      task,
      scope.templar(scope.variables(host, task), task),
      services.setting,
    );
    expect(keywords.kept('remote_user')).toBeUndefined();
    expect(keywords.value('remote_user')).toBe('me');
    services.memory.setVariables('web1', Dict.of({ user: 'other' }));
    expect([keywords.value('remote_user'), keywords.kept('remote_user')]).toEqual(['me', 'me']);
  });

  it('is kept by the same keywords at a later moment', async () => {
    const { item, services } = taskOf('- {ping: , remote_user: "{{ user }}", port: "{{ n }}"}', { hosts });
    const before = await openScope(item);
    before.keywords.value('remote_user');
    services.memory.setVariables('web1', Dict.of({ user: 'other', n: 4 }));
    const { keywords } = renewedScope(item, before);
    expect([keywords.value('remote_user'), keywords.value('port')]).toEqual(['me', 4]);
  });

  it('names the keyword where it cannot be rendered', async () => {
    const keywords = keywordsOf('- {ping: , remote_user: "{{ nothing }}"}');
    const work = Promise.resolve().then(() => keywords.value('remote_user'));
    await expect(messageOf(work)).resolves.toBe(
      "Error processing keyword 'remote_user': 'nothing' is undefined",
    );
  });
});

describe('the type of a keyword', () => {
  type Reading = 'boolean' | 'integer' | 'number' | 'string';

  it.each<[Reading, string, string, unknown]>([
    ['boolean', 'become', 'yes', true],
    ['boolean', 'become', '"{{ yes }}"', true],
    ['boolean', 'become', '"off"', false],
    ['boolean', 'become', '1', true],
    ['integer', 'retries', '3', 3],
    ['integer', 'retries', '"3"', 3],
    ['integer', 'retries', '"{{ n }}"', 3],
    ['integer', 'retries', '2.0', 2],
    ['integer', 'retries', 'true', 1],
    ['number', 'delay', '"{{ half }}"', 0.5],
    ['string', 'become_user', '7', '7'],
  ])('%s %s: %s', (reading, keyword, written, wanted) => {
    expect(keywordsOf(`- {ping: , ${keyword}: ${written}}`)[reading](keyword)).toBe(wanted);
  });

  it.each<[Reading, string, string, string]>([
    ['boolean', 'become', '"{{ user }}"', "The value 'me' could not be converted to 'bool'."],
    ['integer', 'retries', '"{{ half }}"', "The value 0.5 could not be converted to 'int'."],
    ['integer', 'retries', '"{{ user }}"', "The value 'me' could not be converted to 'int'."],
    ['number', 'delay', '"{{ [] }}"', "The value [] could not be converted to 'float'."],
  ])('%s %s: %s is refused', async (reading, keyword, written, message) => {
    const keywords = keywordsOf(`- {ping: , ${keyword}: ${written}}`);
    const work = Promise.resolve().then(() => keywords[reading](keyword));
    await expect(messageOf(work)).resolves.toBe(`Error processing keyword '${keyword}': ${message}`);
  });

  it('boolean, where nobody wrote it, is what null means', () => {
    const keywords = keywordsOf('- {ping: , check_mode: null}');
    expect([keywords.boolean('check_mode'), keywords.boolean('check_mode', true)]).toEqual([false, true]);
  });

  it('a keyword that Ansible compares with a number is no None', async () => {
    const delay = async (written: string) =>
      messageOf(
        Promise.resolve().then(() => keywordsOf(`- {ping: , delay: ${written}}`).comparable('delay', '<')),
      );
    const message = "'<' not supported between instances of 'NoneType' and 'int'";
    await expect(delay('null')).resolves.toBe(message);
    await expect(delay('"{{ none }}"')).resolves.toBe(message);
    expect(keywordsOf('- {ping: , delay: 2}').comparable('delay', '<')).toBe(2);
  });

  it.each<[string, boolean]>([
    ['false', false],
    ['true', true],
    ['"{{ false }}"', true],
    ['""', false],
  ])('as written, ignore_errors: %s is %s', (written, wanted) => {
    expect(keywordsOf(`- {ping: , ignore_errors: ${written}}`).isTruthyAsWritten('ignore_errors')).toBe(
      wanted,
    );
  });
});

describe('conditions', () => {
  it.each<[string, string, unknown]>([
    ['are none', '', undefined],
    ['are a list of one', ', until: a', ['a']],
    ['are a list', ', until: [a, b]', ['a', 'b']],
    ['may be a word', ', until: false', [false]],
  ])('of until %s', (_case, written, wanted) => {
    const found = keywordsOf(`- {ping: ${written}}`).conditions('until');
    expect(found?.map(plain)).toEqual(wanted);
  });

  it('of when come from the outermost block inwards', () => {
    const text = '- when: [a, b]\n  block:\n  - when: null\n    block: [{ping: , when: c}]';
    expect(
      keywordsOf(text)
        .whens()
        .map((conditions) => conditions.map(plain)),
    ).toEqual([['a', 'b'], [], ['c']]);
  });
});

describe('the environment of a task', () => {
  it.each<[string, string, string, object]>([
    ['is empty', '', '', {}],
    [
      'comes from all around it, inner values above outer ones',
      ', environment: {A: 1, B: "{{ n }}"}',
      'environment: {A: 0, C: x}',
      { A: '1', B: '3', C: 'x' },
    ],
    ['may be a template', ', environment: "{{ {\'A\': user} }}"', '', { A: 'me' }],
    ['may be a list', ', environment: [{A: 1}, {A: 2}]', '', { A: '2' }],
    ['is without what is omitted', ', environment: {A: "{{ omit }}", B: 1}', '', { B: '1' }],
    [
      'is without what needs facts that are not there',
      ', environment: {A: "{{ ansible_env.HOME }}", B: 1}',
      '',
      { B: '1' },
    ],
  ])('%s', (_case, written, play, wanted) => {
    const warnings: string[] = [];
    expect(
      keywordsOf(`- {ping: ${written}}`, { play }).environment((message) => warnings.push(message)),
    ).toEqual(wanted);
    expect(warnings).toEqual([]);
  });

  it('that is no mapping is warned of, and left out', () => {
    const warnings: string[] = [];
    const keywords = keywordsOf('- {ping: , environment: ["{{ user }}", {A: 1}]}');
    expect(keywords.environment((message) => warnings.push(message))).toEqual({ A: '1' });
    expect(warnings).toEqual([expect.stringContaining('could not parse environment value, skipping: ')]);
  });

  it('that cannot be rendered is refused', async () => {
    const keywords = keywordsOf('- {ping: , environment: {A: "{{ nothing }}"}}');
    const work = Promise.resolve().then(() => keywords.environment(() => undefined));
    await expect(messageOf(work)).resolves.toBe(
      "Error processing keyword 'environment': 'nothing' is undefined",
    );
  });
});
