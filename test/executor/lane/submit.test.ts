import { describe, expect, it } from 'vitest';
import { MitorunError } from '../../../src/errors/mitorun-error.ts';
import { BackgroundJob } from '../../../src/executor/lane/background-job.ts';
import { connect } from '../../../src/executor/lane/connect.ts';
import { openScope } from '../../../src/executor/lane/item-scope.ts';
import { prepare } from '../../../src/executor/lane/prepare.ts';
import { askAboutJob, submit } from '../../../src/executor/lane/submit.ts';
import { Dict } from '../../../src/python/dict.ts';
import { answerWith, type GivenTask, plain, taskOf } from '../fake-play.ts';
import type { SentModule } from '../fake-target.ts';

async function leased(text: string, given: GivenTask = {}) {
  const fake = taskOf(text, given);
  const prepared = await prepare(fake.item, await openScope(fake.item));
  return { ...fake, prepared, lease: await connect(fake.item, prepared, 1) };
}

describe('what was held back about an item', () => {
  it('goes out before anything is sent', async () => {
    const order: string[] = [];
    const { item, lease, events } = await leased('- ping:', {
      answer: () => {
        order.push(`${events.length} events, then the module`);
        return { ping: 'pong' };
      },
    });
    item.emit({ kind: 'warning', message: 'careful' });
    expect(events).toEqual([]);
    const answer = await submit(item, lease);
    expect(order).toEqual(['1 events, then the module']);
    expect(answer.data.get('ping')).toBe('pong');
  });

  it('goes out at once from then on', async () => {
    const { item, lease, events } = await leased('- ping:');
    await submit(item, lease);
    item.emit({ kind: 'warning', message: 'late' });
    expect(events).toMatchObject([{ message: 'late' }]);
  });
});

describe('a failure of what was sent', () => {
  it('is what the lease makes of it', async () => {
    const lost = new MitorunError('CONNECTION', 'the connection was lost');
    const { item, lease } = await leased('- ping:', {
      answer: () => {
        throw lost;
      },
    });
    await expect(submit(item, lease)).rejects.toBe(lost);
    const explained = new Error('explained');
    await expect(submit(item, { ...lease, explain: () => explained })).rejects.toBe(explained);
  });
});

describe('a question about a background job', () => {
  /** A job of 10 seconds, of which so many were waited for, asked about once. */
  async function asked(
    answer: (sent: SentModule) => Record<string, boolean>,
    { seconds = 10, after = 0, abort = false, play = '' } = {},
  ) {
    const fake = await leased('- ping:\n  async: 10', {
      answer,
      play,
      foreign: (_task, action) => Dict.of({ by: action }),
    });
    fake.lease.job = new BackgroundJob(answerWith({ ansible_job_id: 'j1.2' }), seconds, 2);
    const question = Dict.of({ jid: 'j1.2', _async_dir: '/jobs' });
    if (abort) fake.abort();
    const status = await askAboutJob(fake.item, fake.prepared, fake.lease, { after, question });
    return { ...fake, status, question };
  }

  const away = (): never => {
    throw new MitorunError('CONNECTION', 'away');
  };

  it('is the module async_status, in the foreground, though the task is in the background', async () => {
    const { target, status } = await asked(() => ({ finished: true }));
    expect(target.sent).toMatchObject([
      { module: 'async_status', args: { jid: 'j1.2', _async_dir: '/jobs' }, background: undefined },
    ]);
    expect(plain(status)).toMatchObject({ ansible_job_id: 'j1.2', finished: true });
  });

  it('goes to the plug-in in Python where the job was started by one', async () => {
    const { target, status, question } = await asked(() => ({}), { play: 'connection: ns.col.docker' });
    expect(plain(status)).toEqual({ by: 'ansible.legacy.async_status' });
    expect(question.has('_async_dir')).toBe(false);
    expect(target.sent).toEqual([]);
  });

  it('that does not get through gives nothing, and the next one gets a new connection', async () => {
    const { target, status } = await asked(away);
    expect(status).toBeUndefined();
    expect(target.requests.at(-1)).toBe('reset ssh:web1');
  });

  it.each<[string, Parameters<typeof asked>[1]]>([
    ['it is the last one', { seconds: 2 }],
    ['the run is over', { abort: true }],
  ])('that does not get through fails where %s', async (_case, options) => {
    await expect(asked(away, options)).rejects.toThrow('away');
  });

  it('that fails for a reason of our own is not missed', async () => {
    const fault = new TypeError('a bug');
    await expect(
      asked(() => {
        throw fault;
      }),
    ).rejects.toBe(fault);
  });

  it('is waited for no longer where the run is over', async () => {
    await expect(asked(() => ({}), { after: 60, abort: true })).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('waits', async () => {
    const begun = performance.now();
    await asked(() => ({}), { after: 0.05 });
    expect(performance.now() - begun).toBeGreaterThan(45);
  });
});
