import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type Answer, answerOf } from '../../src/actions/answer.ts';
import { jobStatus } from '../../src/actions/async-status.ts';
import { StartedJobs } from '../../src/actions/started-jobs.ts';
import { Dict } from '../../src/python/dict.ts';
import { FakeContext } from './fake-context.ts';

const jobId = 'j1.2';

/** A target with one job, which runs for so many milliseconds from now on. */
class JobContext extends FakeContext {
  asked = 0;
  readonly #jobs: StartedJobs;
  readonly #end: number;
  override readonly signal: AbortSignal;

  constructor(jobs: StartedJobs, runsFor: number, signal = new AbortController().signal) {
    super(new Dict(), { content: '' });
    this.#jobs = jobs;
    this.#end = performance.now() + runsFor;
    this.signal = signal;
  }
  override youthLeft = (id: string): number => this.#jobs.youthLeft(id);
  override runModule(_name: string, args: Dict): Promise<Answer> {
    this.asked += 1;
    if (args.get('mode') === 'cleanup') return Promise.resolve(answerOf(Dict.of({ erased: 'file' })));
    const finished = performance.now() >= this.#end;
    return Promise.resolve(answerOf(Dict.of({ started: true, finished })));
  }
}

/** Asks, and gives what was answered, when, and after how many questions. */
async function ask(context: JobContext, args: Record<string, string> = {}) {
  const begin = performance.now();
  const { data: status } = await jobStatus(context, Dict.of({ jid: jobId, _async_dir: '/jobs', ...args }));
  return { finished: status.get('finished'), after: performance.now() - begin, asked: context.asked };
}

describe.concurrent('async_status of a job that has just begun', () => {
  const young = (): StartedJobs => {
    const jobs = new StartedJobs();
    jobs.add(jobId);
    return jobs;
  };

  it.each([
    [0, { finished: true, asked: 1 }],
    [15, { finished: true, asked: 2 }],
    [5000, { finished: false, asked: 8 }],
  ])('waits for one that runs for %d ms, asking ever more seldom', async (runsFor, expected) => {
    const { after, finished, asked } = await ask(new JobContext(young(), runsFor));
    expect(finished).toBe(expected.finished);
    expect(asked).toBeLessThanOrEqual(expected.asked);
    expect(after).toBeGreaterThanOrEqual(Math.min(runsFor, 1000) - 5);
    expect(after).toBeLessThan(1500);
  });

  it('waits until a second has passed since it began, not since it was asked', async () => {
    const jobs = young();
    await sleep(700);
    const { after, finished } = await ask(new JobContext(jobs, 5000));
    expect(finished).toBe(false);
    expect(after).toBeLessThan(700);
  });

  it('answers at once about one of another run, and about an older one', async () => {
    expect(await ask(new JobContext(new StartedJobs(), 5000))).toMatchObject({ finished: false, asked: 1 });
    const jobs = young();
    await sleep(1050);
    jobs.add('j3.4');
    expect(await ask(new JobContext(jobs, 5000))).toMatchObject({ finished: false, asked: 1 });
  });

  it('waits for nothing where the job is cleaned up', async () => {
    const cleanUp = await ask(new JobContext(young(), 5000), { mode: 'cleanup' });
    expect(cleanUp).toMatchObject({ finished: false, asked: 1 });
  });

  it('stops waiting when the task is cancelled', async () => {
    const context = new JobContext(young(), 5000, AbortSignal.timeout(100));
    const begin = performance.now();
    await expect(ask(context)).rejects.toThrow('aborted');
    expect(performance.now() - begin).toBeLessThan(600);
  });
});
