import { describe, expect, it } from 'vitest';
import { connect, type Lease } from '../../../src/executor/lane/connect.ts';
import { decideTarget } from '../../../src/executor/lane/decide.ts';
import { openScope } from '../../../src/executor/lane/item-scope.ts';
import { prepare } from '../../../src/executor/lane/prepare.ts';
import { settle, type Settled } from '../../../src/executor/lane/settle.ts';
import { Dict } from '../../../src/python/dict.ts';
import type { Value } from '../../../src/python/value.ts';
import { withInternalKeys } from '../../../src/events/internal-keys.ts';
import { answerWith, type FakeTask, type GivenTask, plain, taskOf } from '../fake-play.ts';
import { told } from '../fake-run.ts';
import { messageOf } from '../message-of.ts';

type Members = Readonly<Record<string, Value>>;

interface Trying extends FakeTask {
  readonly lease: Lease;
  readonly settle: (answer: Members | undefined) => Promise<Settled>;
}

/** The n-th try of `- ping:` with these keywords, ready to be settled. */
async function trying(keywords: string, number = 1, given: GivenTask = {}): Promise<Trying> {
  const fake = taskOf(`- ping:\n${keywords.replaceAll(/^/gm, '  ')}`, {
    hosts: { web1: { limit: 3 }, db1: {} },
    ...given,
  });
  const scope = await decideTarget(fake.item, await openScope(fake.item));
  const prepared = await prepare(fake.item, scope);
  const lease = await connect(fake.item, prepared, number);
  return {
    ...fake,
    lease,
    settle: (answer) => settle(fake.item, prepared, lease, answer && answerWith(answer)),
  };
}

/** `done`, `again after 5`, `poll after 2`, and the events, none of which went out by itself. */
async function words(settled: Settled, { events }: FakeTask): Promise<string> {
  expect(events).toEqual([]);
  const after = settled.kind === 'done' ? '' : ` after ${settled.after}`;
  return [`${settled.kind}${after}`, ...told(settled.events)].join(', ');
}

describe('what is said of a result', () => {
  const good = { changed: false, failed: false };

  it.each<[string, string, Members, object]>([
    ['nothing more than it says', '', { changed: true }, { changed: true, failed: false }],
    ['unchanged where it says nothing', '', {}, good],
    ['failed for its return code', '', { rc: 2 }, { failed: true }],
    ['not for a return code of 0', '', { rc: 0 }, { failed: false }],
    ['changed_when has the last word', 'changed_when: true', { changed: false }, { changed: true }],
    ['changed_when reads the result', 'register: r\nchanged_when: r.rc == 0', { rc: 0 }, { changed: true }],
    [
      'failed_when has the last word',
      'failed_when: false',
      { rc: 2 },
      { failed: false, failed_when_result: false },
    ],
    [
      'failed_when reads what changed_when said',
      'register: r\nchanged_when: true\nfailed_when: r is changed',
      {},
      { changed: true, failed: true, failed_when_result: true },
    ],
    [
      'every condition of failed_when has to hold',
      'failed_when: [true, false]',
      { failed: true },
      { failed: false },
    ],
    [
      'facts of the result are read',
      'failed_when: mine == 1',
      { ansible_facts: Dict.of({ mine: 1 }) },
      { failed: true },
    ],
    [
      'a condition that cannot be read fails',
      'changed_when: nothing',
      {},
      { failed: true, changed_when_result: expect.stringContaining("'nothing' is undefined") },
    ],
    ['nobody judges what was skipped', 'failed_when: true', { skipped: true }, { failed: false }],
  ])('%s', async (_case, keywords, answer, wanted) => {
    const fake = await trying(keywords);
    const settled = await fake.settle(answer);
    expect(settled.kind).toBe('done');
    expect(settled.kind === 'done' && plain(settled.answer)).toMatchObject(wanted);
  });

  it('leaves the answer itself as it came', async () => {
    const answer = answerWith({ rc: 1 });
    const fake = taskOf('- ping:\n  changed_when: true');
    const prepared = await prepare(fake.item, await openScope(fake.item));
    await settle(fake.item, prepared, await connect(fake.item, prepared, 1), answer);
    expect(plain(answer)).toEqual({ rc: 1 });
  });
});

describe('a try', () => {
  const until = 'register: r\nuntil: r.rc == 0';

  it.each<[string, string, number, Members, string]>([
    ['is the only one without until and retries', '', 1, { rc: 2 }, 'done'],
    ['is the last one where until holds', until, 1, { rc: 0 }, 'done'],
    ['is followed by another where it does not', until, 1, { rc: 1 }, 'again after 5, retry web1'],
    ['the same at the third', until, 3, { rc: 1 }, 'again after 5, retry web1'],
    ['is the last one of four', until, 4, { rc: 1 }, 'done'],
    ['has its delay', `${until}\ndelay: 0.5`, 1, { rc: 1 }, 'again after 0.5, retry web1'],
    [
      'has a delay of 1 for one below nothing',
      `${until}\ndelay: -3`,
      1,
      { rc: 1 },
      'again after 1, retry web1',
    ],
    ['is the last one at a success where there is no until', 'retries: 2', 1, { rc: 0 }, 'done'],
    ['is followed by another at a failure then', 'retries: 2', 1, { rc: 1 }, 'again after 5, retry web1'],
    ['is judged by failed_when then', 'retries: 2\nfailed_when: false', 1, { rc: 1 }, 'done'],
    [
      'may succeed and still be followed by another',
      'until: limit > 3',
      1,
      { rc: 0 },
      'again after 5, retry web1',
    ],
    [
      'has all conditions of until to hold',
      'until: [limit == 3, limit == 4]',
      1,
      {},
      'again after 5, retry web1',
    ],
  ])('%s', async (_case, keywords, number, answer, wanted) => {
    const fake = await trying(keywords, number);
    expect(await words(await fake.settle(answer), fake)).toBe(wanted);
  });

  it.each<[string, number, Members, object]>([
    ['that succeeds says how many there were', 2, { rc: 0 }, { attempts: 2, failed: false }],
    ['that was the last one has failed', 4, { rc: 1 }, { attempts: 3, failed: true }],
  ])('%s', async (_case, number, answer, wanted) => {
    const settled = await (await trying(until, number)).settle(answer);
    expect(settled.kind === 'done' && plain(settled.answer)).toMatchObject(wanted);
  });

  it('reads until with the variables of now', async () => {
    const fake = await trying('until: ansible_facts.size | d(0) > 3');
    fake.services.memory.addFacts('web1', Dict.of({ size: 4 }));
    expect((await fake.settle({})).kind).toBe('done');
  });

  it('tells of the next one what is shown of it', async () => {
    const fake = await trying(`${until}\ndelegate_to: db1`);
    const [event] = (await fake.settle({ rc: 1 })).events;
    expect(event?.kind === 'retry' && plain(withInternalKeys(event.result, event.remarks))).toMatchObject({
      retries: 4,
      attempts: 1,
      _ansible_delegated_vars: { ansible_delegated_host: 'db1', ansible_host: 'db1' },
    });
  });
});

describe('a try that began a background job', () => {
  const started = { ansible_job_id: 'j1', results_file: '/jobs/j1', _ansible_parsed: true };

  it.each<[string, string, Members, string]>([
    ['is asked about', 'async: 10\npoll: 2', started, 'poll after 2'],
    ['is left alone with poll 0', 'async: 10\npoll: 0', started, 'done'],
    ['every 15 seconds, if nobody says how often', 'async: 60', started, 'poll after 15'],
    ['is none without async', 'poll: 2', started, 'done'],
    ['has not begun where it failed', 'async: 10\npoll: 2', { failed: true }, 'done'],
    ['has not begun where it was skipped', 'async: 10\npoll: 2', { skipped: true }, 'done'],
  ])('%s', async (_case, keywords, answer, wanted) => {
    const fake = await trying(keywords);
    expect(await words(await fake.settle(answer), fake)).toBe(wanted);
  });

  it('has failed where it has no identity', async () => {
    const settled = await (await trying('async: 10\npoll: 2')).settle({});
    expect(settled.kind === 'done' && plain(settled.answer)).toMatchObject({
      failed: true,
      msg: 'No job id was returned by the async task',
    });
  });

  it('cannot be for None seconds', async () => {
    const fake = await trying('async: "{{ none }}"');
    await expect(messageOf(fake.settle({}))).resolves.toContain(
      "'>' not supported between instances of 'NoneType'",
    );
  });

  it.each<[string, string, (Members | undefined)[], string[]]>([
    [
      'tells that it runs, and that it ended well',
      '',
      [{ started: true, _ansible_parsed: true }, { finished: true, rc: 0, _ansible_parsed: true }, {}],
      ['poll after 2, async-poll web1', 'poll after 0', 'done, async-ok web1'],
    ],
    [
      'tells that it ended badly',
      '',
      [{ finished: true, failed: true, _ansible_parsed: true }, {}],
      ['poll after 0', 'done, async-failed web1'],
    ],
    ['says nothing of a question that did not get through', '', [undefined], ['poll after 2']],
    [
      'is tried again as a whole, for which the job is told first',
      'until: false\ndelay: 1',
      [{ finished: true, rc: 0, _ansible_parsed: true }, {}],
      ['poll after 0', 'again after 1, async-ok web1, retry web1'],
    ],
  ])('%s', async (_case, keywords, statuses, wanted) => {
    const fake = await trying(`async: 10\npoll: 2\n${keywords}`.trim());
    await fake.settle(started);
    const steps: string[] = [];
    for (const status of statuses) steps.push(await words(await fake.settle(status), fake));
    expect(steps).toEqual(wanted);
  });
});
