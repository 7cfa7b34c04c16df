import { describe, expect, it } from 'vitest';
import { InterpreterFailure } from '../../../src/broker/interpreter-failure.ts';
import { connect } from '../../../src/executor/lane/connect.ts';
import { decideTarget } from '../../../src/executor/lane/decide.ts';
import { openScope } from '../../../src/executor/lane/item-scope.ts';
import { prepare } from '../../../src/executor/lane/prepare.ts';
import { Dict } from '../../../src/python/dict.ts';
import { type GivenTask, plain, taskOf } from '../fake-play.ts';

const hosts = { web1: {}, db1: {} };

/** What an action may use in its first try, and what happens behind it. The action is `asking`, which asks nothing by itself. */
async function trying(keywords = '', given: GivenTask = {}) {
  const fake = taskOf(`- asking: {a: 1}\n  ${keywords}`, {
    hosts,
    ...given,
    actions: { asking: { run: async () => new Dict() } },
  });
  const scope = await decideTarget(fake.item, await openScope(fake.item));
  const prepared = await prepare(fake.item, scope);
  const { context } = await connect(fake.item, prepared, 1);
  return { ...fake, context };
}

describe('a module that an action runs', () => {
  it.each<[string, string, GivenTask, object]>([
    ['is the one of that name', '', {}, { module: 'ping', args: { data: 1 }, checkMode: false }],
    ['is in check mode with the task', 'check_mode: true', {}, { checkMode: true }],
    ['has the environment of the task', 'environment: {A: b}', {}, { environment: { A: 'b' } }],
    [
      'runs in the account of the task',
      'become: true\n  become_user: app',
      {},
      { place: 'ssh:web1 sudo:app' },
    ],
    ['runs on the delegate', 'delegate_to: db1', {}, { place: 'ssh:db1' }],
  ])('%s', async (_case, keywords, given, wanted) => {
    const { context, target } = await trying(keywords, given);
    await context.runModule('ping', Dict.of({ data: 1 }));
    expect(target.sent).toMatchObject([wanted]);
  });

  it.each<
    [string, string, Parameters<Awaited<ReturnType<typeof trying>>['context']['runModule']>[2], boolean]
  >([
    ['may change nothing though the task may', '', { dryRun: true }, true],
    ['may run in earnest though the task may not', 'check_mode: true', { ignoreCheckMode: true }, false],
  ])('%s', async (_case, keyword, options, checkMode) => {
    const { context, target } = await trying(keyword);
    await context.runModule('ping', new Dict(), options);
    expect(target.sent[0]?.checkMode).toBe(checkMode);
  });

  it('that is not there is refused', async () => {
    const { context } = await trying();
    expect([context.hasModule('ping'), context.hasModule('absent')]).toEqual([true, false]);
    await expect(context.runModule('absent', new Dict())).rejects.toThrow(
      'The module absent was not found in configured module paths',
    );
  });

  it('in the background is young for a while', async () => {
    const fake = taskOf('- ping:\n  async: 10', {
      answer: () => ({ ansible_job_id: 'j1', started: true }),
    });
    const { item } = fake;
    const { context, ready } = await connect(item, await prepare(item, await openScope(item)), 1);
    expect(context.youthLeft('j1')).toBe(0);
    await ready.submit();
    expect(context.youthLeft('j1')).toBeGreaterThan(0);
    expect(fake.target.sent[0]?.background).toBeGreaterThanOrEqual(10);
  });
});

describe('the Python that was discovered', () => {
  const facts = { ansible_facts: { discovered_interpreter_python: '/usr/bin/python3.11' } };

  it('is told with the result of the first module, and of no other try', async () => {
    const { item, context } = await trying();
    expect(plain(await context.runModule('ping', new Dict()))).toMatchObject(facts);
    const again = await connect(item, await prepare(item, await openScope(item)), 2);
    const { data: result } = await again.context.runModule('ping', new Dict());
    expect(result.has('ansible_facts')).toBe(false);
  });

  it.each<[string, GivenTask, boolean]>([
    [
      'is not told where somebody named it',
      { hosts: { web1: { ansible_python_interpreter: '/usr/bin/python3' } } },
      false,
    ],
    ['is told where nobody did', {}, true],
  ])('%s', async (_case, given, isTold) => {
    const { context } = await trying('', given);
    expect((await context.runModule('ping', new Dict())).data.has('ansible_facts')).toBe(isTold);
  });

  it('is not told where it is known', async () => {
    const { context, services } = await trying();
    services.memory.addFacts('web1', Dict.of({ discovered_interpreter_python: '/usr/bin/python3.11' }));
    expect((await context.runModule('ping', new Dict())).data.has('ansible_facts')).toBe(false);
  });

  it('does not start, which some actions can do without', async () => {
    const connectFails = (): never => {
      throw new InterpreterFailure('/usr/bin/python3', 127, '', 'not found');
    };
    const { context } = await trying('', { connect: connectFails });
    await expect(context.hopIfPython()).resolves.toBeUndefined();
    await expect(context.hop()).rejects.toBeInstanceOf(InterpreterFailure);
  });
});

describe('an action', () => {
  it('runs another one in its place, with other arguments', async () => {
    const { context } = await trying();
    expect(plain(await context.runAction('answer', Dict.of({ b: 2 })))).toEqual({ b: 2 });
    expect(plain(context.args)).toEqual({ a: 1 });
  });

  it('cuts its connection, and ends what runs in an account', async () => {
    const { context, target } = await trying();
    await context.resetConnection();
    await context.leaveAccount('app');
    expect(target.requests).toEqual(['reset ssh:web1', 'leave app']);
  });

  it('warns with its result, and shows at once', async () => {
    const { context, item, events } = await trying();
    context.warn('careful');
    context.display('shown', 1);
    expect(events).toMatchObject([{ kind: 'message', text: 'shown', verbosity: 1 }]);
    const { result } = item.messages.addTo(new Dict(), {});
    expect(result.get('warnings')).toEqual(['careful']);
  });

  it.each<[string, GivenTask, string, string]>([
    ['a setting', { environment: { ANSIBLE_EXECUTABLE: '/bin/dash' } }, 'DEFAULT_EXECUTABLE', '/bin/dash'],
    [
      "a target's own in its place",
      { hosts: { web1: { ansible_shell_executable: '/bin/bash' } } },
      'DEFAULT_EXECUTABLE',
      '/bin/bash',
    ],
    [
      "the target's directory of jobs",
      { hosts: { web1: { ansible_async_dir: '/jobs' } } },
      'DEFAULT_ASYNC_DIR',
      '/jobs',
    ],
  ])('reads %s', async (_case, given, name, wanted) => {
    const { context } = await trying('', given);
    expect(context.setting(name as Parameters<typeof context.setting>[0])).toBe(wanted);
  });
});
