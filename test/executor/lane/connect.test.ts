import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Action } from '../../../src/actions/action.ts';
import { ActionSkip } from '../../../src/actions/action-failure.ts';
import { MitorunError } from '../../../src/errors/mitorun-error.ts';
import { connect } from '../../../src/executor/lane/connect.ts';
import { openScope } from '../../../src/executor/lane/item-scope.ts';
import { prepare } from '../../../src/executor/lane/prepare.ts';
import { TaskTimeout } from '../../../src/executor/task-timeout.ts';
import { Dict } from '../../../src/python/dict.ts';
import { type GivenTask, plain, taskOf } from '../fake-play.ts';
import { messageOf } from '../message-of.ts';

/** Runs one module after the other, and says what came of it. */
const asking: Action = {
  run: async (context) => {
    await context.runModule('ping', new Dict());
    return context.runModule('stat', new Dict());
  },
};
const onlyInEarnest: Action = { supportsCheckMode: false, run: async () => new Dict() };

async function connected(text: string, given: GivenTask = {}, number = 1) {
  const fake = taskOf(text, { actions: { asking, only_in_earnest: onlyInEarnest }, ...given });
  const prepared = await prepare(fake.item, await openScope(fake.item));
  return { ...fake, prepared, lease: await connect(fake.item, prepared, number) };
}

describe('what a try holds', () => {
  it.each<[string, string, GivenTask, object]>([
    ['by itself', '', {}, { checkMode: false, diffMode: false, noLog: false, asyncSeconds: 0 }],
    ["the run's check mode", '', { options: { checkMode: true } }, { checkMode: true }],
    [
      'but not where the task says no',
      'check_mode: false',
      { options: { checkMode: true } },
      { checkMode: false },
    ],
    ['diff mode', 'diff: true', {}, { diffMode: true }],
    ['no_log', 'no_log: true', {}, { noLog: true }],
    ['seconds in the background', 'async: 30', {}, { asyncSeconds: 30 }],
    [
      'its environment, inner values above outer ones',
      'environment: {A: "{{ 1 }}", B: 2}',
      { play: 'environment: {B: 1, C: 3}' },
      { environment: { A: '1', B: '2', C: '3' } },
    ],
    ['its account', 'become: true', {}, { becomeUser: 'root', connection: 'ssh' }],
    ['its arguments', '', {}, { action: 'ping', attempt: 1, host: 'web1', playbookDirectory: '/plays' }],
  ])('%s', async (_case, keywords, given, holds) => {
    const { lease } = await connected(`- ping: {data: 1}\n  ${keywords}`, given);
    expect(lease.context).toMatchObject(holds);
  });

  it('is the number of the try', async () => {
    const { lease } = await connected('- ping:', {}, 3);
    expect([lease.number, lease.context.attempt]).toEqual([3, 3]);
  });

  it('is a copy of the arguments, which it may change', async () => {
    const { lease, prepared } = await connected('- ping: {data: 1}');
    lease.context.args.set('data', 2);
    expect(plain(prepared.args)).toEqual({ data: 1 });
  });

  it.each<[string, string]>([
    ['timeout: -1', 'Timeout -1 is invalid, it must be between 0 and 100000000.'],
    ['async: "{{ [] }}"', "Error processing keyword 'async_val'"],
  ])('is refused for %s', async (keyword, message) => {
    await expect(messageOf(connected(`- ping:\n  ${keyword}`))).resolves.toContain(message);
  });
});

describe('an action', () => {
  it('that is a module is connected and ready to be sent', async () => {
    const { target, lease } = await connected('- ping: {data: 1}\n  environment: {A: b}');
    expect(target.requests).toEqual(['connect ssh:web1']);
    await lease.ready.submit();
    expect(target.requests).toEqual(['connect ssh:web1', 'run ping']);
    expect(target.sent).toMatchObject([
      { module: 'ping', args: { data: 1 }, environment: { A: 'b' }, place: 'ssh:web1' },
    ]);
  });

  it('that asks as it goes on asks nothing before it is submitted', async () => {
    const { target, lease } = await connected('- asking:');
    expect(target.requests).toEqual([]);
    await lease.ready.submit();
    expect(target.requests.filter((request) => request.startsWith('run'))).toEqual(['run ping', 'run stat']);
  });

  it('that needs a plug-in in Python goes there', async () => {
    const { target, lease } = await connected('- ping:', {
      play: 'connection: ns.col.docker',
      foreign: ({ connection }, action) => Dict.of({ by: `${action} over ${connection}` }),
    });
    expect(plain(await lease.ready.submit())).toEqual({ by: 'ping over ns.col.docker' });
    expect(target.requests).toEqual([]);
  });

  it.each<[string, string, GivenTask]>([
    ['in the background', '- asking:\n  async: 10', {}],
    ['in check mode', '- only_in_earnest:', { options: { checkMode: true } }],
  ])('is refused %s where it cannot do that', async (how, text, given) => {
    const thrown: unknown = await connected(text, given).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(how === 'in check mode' ? ActionSkip : MitorunError);
    expect((thrown as Error).message).toBe(
      how === 'in check mode'
        ? 'This action (only_in_earnest) does not support check mode.'
        : 'This action (asking) does not support async.',
    );
  });

  it('that is neither an action nor a module is refused', async () => {
    await expect(messageOf(connected('- nothing_like_it:'))).resolves.toContain(
      "Cannot resolve 'nothing_like_it' to an action or module.",
    );
  });
});

describe('the connections of a try', () => {
  /** Whether the broker still counts this try among those that use its connections. */
  async function isInUse(use: { readonly ended: Promise<unknown> } | undefined): Promise<boolean> {
    return Promise.race([use?.ended.then(() => false), sleep(0, true)]) as Promise<boolean>;
  }

  it('are kept until it ends', async () => {
    const { target, lease } = await connected('- ping:');
    expect(await isInUse(target.uses[0])).toBe(true);
    lease.end();
    expect(await isInUse(target.uses[0])).toBe(false);
  });

  it('are let go of where the target cannot be reached', async () => {
    const fake = taskOf('- ping:', {
      connect: (place) => {
        throw new MitorunError('CONNECTION', `no route to ${place}`);
      },
    });
    const prepared = await prepare(fake.item, await openScope(fake.item));
    await expect(connect(fake.item, prepared, 1)).rejects.toMatchObject({
      code: 'CONNECTION',
      message: 'no route to ssh:web1',
    });
    expect(await isInUse(fake.target.uses[0])).toBe(false);
  });
});

describe('the time of a try', () => {
  it('of a module is kept by the target, which ends the module when it is over', async () => {
    const { lease, target } = await connected('- ping:\n  timeout: 2', {
      answer: async () => {
        throw new MitorunError('TIMEOUT', 'ended by the target');
      },
    });
    const other = new Error('another');
    expect(lease.explain(other)).toBe(other);
    const thrown: unknown = await lease.ready.submit().catch((error: unknown) => lease.explain(error));
    expect(target.sent.map(({ timeout }) => timeout)).toEqual([2000]);
    expect(thrown).toEqual(new TaskTimeout(2));
  });

  it('of a module ends the waiting for its target too', async () => {
    const connecting = connected('- ping:\n  timeout: 1', { connect: () => new Promise(() => undefined) });
    await expect(connecting).rejects.toEqual(new TaskTimeout(1));
  });

  it('of an action that asks as it goes on is the reason for whatever fails when it is over', async () => {
    const { lease } = await connected('- raw: uptime\n  timeout: 1');
    await sleep(1050);
    expect(lease.context.signal.aborted).toBe(true);
    expect(lease.explain(new Error('another'))).toEqual(new TaskTimeout(1));
  });

  it('is no reason where the run was ended', async () => {
    const { lease, abort } = await connected('- ping:\n  timeout: 1');
    abort();
    await sleep(1050);
    const other = new Error('another');
    expect(lease.explain(other)).toBe(other);
    expect(lease.context.signal.aborted).toBe(true);
  });

  it('has no end without a timeout', async () => {
    const { lease, services } = await connected('- ping:');
    expect(lease.context.signal).toBe(services.signal);
  });
});
