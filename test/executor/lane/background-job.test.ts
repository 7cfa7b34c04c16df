import { describe, expect, it } from 'vitest';
import { BackgroundJob, type JobStep } from '../../../src/executor/lane/background-job.ts';
import type { Answer } from '../../../src/actions/answer.ts';
import { str } from '../../../src/python/repr.ts';
import type { Value } from '../../../src/python/value.ts';
import { answerWith, plain } from '../fake-play.ts';

const started = { ansible_job_id: 'j1.2', results_file: '/home/me/.jobs/j1.2', _ansible_parsed: true };

/** Short words for what the target answers about the job. */
const answers: Readonly<Record<string, Readonly<Record<string, Value>> | undefined>> = {
  running: { started: true, finished: false, _ansible_parsed: true },
  finished: { started: true, finished: true, rc: 0, _ansible_parsed: true },
  'finished badly': { finished: true, failed: true, _ansible_parsed: true },
  'no such job': { failed: true, msg: 'could not find job', _ansible_parsed: true },
  garbage: { failed: true, msg: 'no JSON' },
  skipped: { skipped: true },
  away: undefined,
  removed: { erased: '/home/me/.jobs/j1.2' },
};

function answer(word: string): Answer | undefined {
  const members = answers[word];
  return members && answerWith(members);
}

function words(step: JobStep): string {
  if (step.kind === 'over') {
    const { data } = step.answer;
    const outcome = data.get('failed') === true ? 'failed' : `rc ${str(data.get('rc') ?? null)}`;
    return `over: ${str(data.get('msg') ?? outcome)}${runs(step)}`;
  }
  const mode = step.question.get('mode') === 'cleanup' ? 'remove' : 'ask';
  return `${mode} after ${step.after}${runs(step)}`;
}

function runs(step: JobStep): string {
  return step.isRunning ? ', runs' : '';
}

/** What is done about a job that may take `seconds`, looked at every `poll`, while the target answers this. */
function walk(seconds: number, poll: number, ...given: string[]): string[] {
  const job = new BackgroundJob(answerWith(started), seconds, poll);
  return [words(job.begin()), ...given.map((word) => words(job.take(answer(word))))];
}

const late = 'async task did not complete within the requested time';

describe('a job in the background', () => {
  it.each<[string, string[], string[]]>([
    [
      'that ends is asked about, removed, and gives its result',
      walk(10, 2, 'running', 'finished', 'removed'),
      ['ask after 2', 'ask after 2, runs', 'remove after 0', 'over: rc 0'],
    ],
    [
      'that ends badly is removed as well',
      walk(10, 2, 'finished badly', 'removed'),
      ['ask after 2', 'remove after 0', 'over: failed'],
    ],
    [
      'that is unknown there is over at once',
      walk(10, 2, 'no such job'),
      ['ask after 2', `over: ${late} - 10s`],
    ],
    [
      'that takes too long is over when its seconds are',
      walk(4, 2, 'running', 'running'),
      ['ask after 2', 'ask after 2, runs', `over: ${late} - 4s, runs`],
    ],
    [
      'is asked about once more where the last look is before its end',
      walk(3, 2, 'running', 'running'),
      ['ask after 2', 'ask after 2, runs', `over: ${late} - 3s, runs`],
    ],
    [
      'whose connection was away is asked about again, and nobody says that it runs',
      walk(10, 2, 'away', 'running'),
      ['ask after 2', 'ask after 2', 'ask after 2, runs'],
    ],
    [
      'that answers garbage is asked again, and ends with those words',
      walk(4, 2, 'garbage', 'garbage'),
      ['ask after 2', 'ask after 2, runs', 'over: async task produced unparsable results, runs'],
    ],
    [
      'whose question is skipped is over',
      walk(10, 2, 'skipped'),
      ['ask after 2', 'over: async task produced unparsable results'],
    ],
    [
      'that cannot be removed gives its result all the same',
      walk(10, 2, 'finished', 'away'),
      ['ask after 2', 'remove after 0', 'over: rc 0'],
    ],
    [
      'that was over when it was started is removed',
      [words(new BackgroundJob(answerWith({ ...started, finished: true }), 0, 2).begin())],
      ['remove after 0'],
    ],
  ])('%s', (_case, steps, wanted) => expect(steps).toEqual(wanted));

  it('is asked about by its identity, in the directory where its file is', () => {
    const step = new BackgroundJob(answerWith(started), 10, 2).begin();
    expect(step.kind === 'ask' && plain(step.question)).toEqual({
      jid: 'j1.2',
      _async_dir: '/home/me/.jobs',
    });
  });

  it('that is late keeps what was last heard of it', () => {
    const job = new BackgroundJob(answerWith(started), 2, 2);
    job.begin();
    const step = job.take(answer('running'));
    expect(step.kind === 'over' && plain(step.answer)).toMatchObject({
      failed: true,
      async_result: { started: true, finished: false },
    });
  });

  it.each<[string, number, string[], boolean]>([
    ['there is time for another one', 5, ['running'], true],
    ['it was the last', 4, ['running'], false],
    ['the job is being removed', 10, ['finished'], false],
  ])('a question may be missed: %s', (_case, seconds, given, may) => {
    const job = new BackgroundJob(answerWith(started), seconds, 2);
    job.begin();
    for (const word of given) job.take(answer(word));
    expect(job.mayMissQuestion).toBe(may);
  });
});
