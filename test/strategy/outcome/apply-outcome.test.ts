import { withInventoryChanges } from '../../../src/strategy/outcome/inventory-change.ts';
import { describe, expect, it } from 'vitest';
import { type ActionEffects, ordinaryEffects } from '../../../src/actions/effects.ts';
import { Dict } from '../../../src/python/dict.ts';
import type { Value } from '../../../src/python/value.ts';
import { findHandlers } from '../../../src/strategy/notifications.ts';
import { applyOutcome, type OutcomeFindings } from '../../../src/strategy/outcome/apply-outcome.ts';
import { plain } from '../../executor/fake-play.ts';
import { told } from '../../executor/fake-run.ts';
import {
  advance,
  batchOf,
  counts,
  type FakeBatch,
  type GivenOutcome,
  outcomeOf,
  tasksAhead,
} from '../fake-batch.ts';

const hosts = { a: {}, b: {}, c: {} };
const plainPlay = 'tasks:\n- {name: one, ping: }\n- {name: two, ping: }';
const rescuing =
  'tasks:\n- block: [{name: one, ping: }, {name: two, ping: }]\n  rescue: [{name: saved, ping: }]';
const always =
  'tasks:\n- block: [{name: one, ping: }]\n  always: [{name: last, ping: }]\n- {name: two, ping: }';

type Members = Readonly<Record<string, Value>>;

interface Given extends GivenOutcome {
  readonly play?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly inventory?: OutcomeFindings['inventory'];
  /** Hosts that are unreachable already. */
  readonly lost?: readonly string[];
}

/** What becomes of a batch of a, b and c that is at task `one`, when a has this result. */
async function applied(result: Members, given: Given = {}) {
  const { play = plainPlay, environment, inventory = [], lost = [], ...outcome } = given;
  const batch = batchOf(play, { hosts, ...(environment && { environment }) });
  const { run } = batch;
  advance(run);
  for (const host of lost) run.unreachable.add(host);
  const what = outcomeOf(run, batch.task('one'), result, outcome);
  const handlers = await findHandlers(run, what);
  const before = batch.events.length;
  const events = applyOutcome(run, what, { handlers, inventory });
  expect(batch.events.length).toBe(before);
  return { ...batch, events, told: told(events), outcome: withInventoryChanges(what, inventory) };
}

function out({ run }: Pick<FakeBatch, 'run'>) {
  return { failed: [...run.failed], unreachable: [...run.unreachable], removed: run.context.removed };
}

const nobody = { failed: [], unreachable: [], removed: [] };

describe('a result', () => {
  it.each<[string, Members, Given, { events: string[]; counts: string; out?: object; next?: string }]>([
    ['ok', {}, {}, { events: ['ok a'], counts: 'ok=1', next: 'two' }],
    ['changed', { changed: true }, {}, { events: ['ok a'], counts: 'ok=1 changed=1', next: 'two' }],
    ['skipped', { skipped: true }, {}, { events: ['skipped a'], counts: 'skipped=1', next: 'two' }],
    [
      'failed',
      { failed: true },
      {},
      {
        events: ['failed a'],
        counts: 'failures=1',
        out: { failed: ['a'], unreachable: [], removed: ['a'] },
      },
    ],
    [
      'failed and ignored',
      { failed: true, changed: true },
      { ignoreErrors: true },
      { events: ['ignored failed a'], counts: 'ok=1 changed=1 ignored=1', next: 'two' },
    ],
    [
      'failed, with a rescue around it',
      { failed: true },
      { play: rescuing },
      { events: ['failed a'], counts: 'rescued=1', out: nobody, next: 'saved' },
    ],
    [
      'failed, with an always around it',
      { failed: true },
      { play: always },
      {
        events: ['failed a'],
        counts: 'failures=1',
        out: { failed: [], unreachable: [], removed: ['a'] },
        next: 'last',
      },
    ],
    [
      'failed for all, run once',
      { failed: true },
      { runOnce: true },
      {
        events: ['failed a'],
        counts: 'failures=1',
        out: { failed: ['a', 'b', 'c'], unreachable: [], removed: ['a', 'b', 'c'] },
      },
    ],
    [
      'failed for all that can be reached, run once',
      { failed: true },
      { runOnce: true, lost: ['b'] },
      {
        events: ['failed a'],
        counts: 'failures=1',
        out: { failed: ['a', 'c'], unreachable: ['b'], removed: ['a', 'c'] },
      },
    ],
    [
      'not failed where failed_when says so, though its tries are used up',
      { failed: true, failed_when_result: false },
      {},
      { events: ['ok a'], counts: 'ok=1', next: 'two' },
    ],
    [
      'unreachable',
      { unreachable: true },
      {},
      {
        events: ['unreachable a'],
        counts: 'unreachable=1',
        out: { failed: [], unreachable: ['a'], removed: ['a'] },
      },
    ],
    [
      'unreachable, which no rescue is for',
      { unreachable: true },
      { play: rescuing },
      {
        events: ['unreachable a'],
        counts: 'unreachable=1',
        out: { failed: [], unreachable: ['a'], removed: ['a'] },
      },
    ],
    [
      'unreachable and ignored',
      { unreachable: true },
      { ignoreUnreachable: true },
      { events: ['ignored unreachable a'], counts: 'ok=1 ignored=1', next: 'two' },
    ],
    [
      'with a difference, where it is not asked for',
      { diff: 'x' },
      {},
      { events: ['ok a'], counts: 'ok=1', next: 'two' },
    ],
  ])('%s', async (_case, result, given, wanted) => {
    const batch = await applied(result, given);
    expect(batch.told).toEqual(wanted.events);
    expect(counts(batch.run, 'a')).toBe(wanted.counts);
    expect(out(batch)).toEqual(wanted.out ?? nobody);
    if (wanted.next !== undefined) expect(tasksAhead(batch.run, 'a')[0]).toBe(wanted.next);
  });

  it('leaves other hosts where they are', async () => {
    const { run } = await applied({ failed: true }, { play: rescuing });
    expect(tasksAhead(run, 'b')).toEqual(['two', '(flush_handlers)', '(flush_handlers)']);
  });

  it('with a difference that is asked for tells it first', async () => {
    const batch = batchOf('tasks:\n- {name: one, ping: , diff: true}', { hosts });
    advance(batch.run);
    const what = outcomeOf(batch.run, batch.task('one'), { diff: 'x' });
    expect(told(applyOutcome(batch.run, what, { handlers: new Map(), inventory: [] }))).toEqual([
      'diff a',
      'ok a',
    ]);
  });

  it('of an include counts nothing: its tasks do', async () => {
    const { run, told: events } = await applied(
      { changed: true },
      { play: 'tasks:\n- {name: one, include_tasks: x.yml}' },
    );
    expect([events, counts(run, 'a')]).toEqual([['ok a'], '']);
  });
});

describe('what a rescue knows of the failure', () => {
  it('is the task and its result', async () => {
    const { services } = await applied({ failed: true, msg: 'no' }, { play: rescuing });
    expect(plain(services.memory.variables('a'))).toMatchObject({
      ansible_failed_task: { name: 'one', action: 'ping' },
      ansible_failed_result: { failed: true, msg: 'no' },
    });
  });

  it('is nothing where there is no rescue', async () => {
    const { services } = await applied({ failed: true });
    expect(plain(services.memory.variables('a'))).toEqual({});
  });
});

describe('a registered result', () => {
  const play = 'tasks:\n- {name: one, ping: , register: r}';

  it.each<[string, Members, Given, Record<string, unknown>]>([
    ['is kept for its host', { rc: 1 }, {}, { a: { rc: 1 }, b: undefined }],
    ['is kept where it failed', { failed: true }, {}, { a: { failed: true } }],
    ['is kept where it was skipped', { skipped: true }, {}, { a: { skipped: true } }],
    ['is kept where the host was unreachable', { unreachable: true }, {}, { a: { unreachable: true } }],
    [
      'is kept for all, run once',
      { rc: 1 },
      { runOnce: true, lost: ['b'] },
      { a: { rc: 1 }, b: undefined, c: { rc: 1 } },
    ],
    [
      'has no members of the inside, nor the invocation',
      { rc: 1, invocation: 'x', _ansible_no_log: false, deep: [Dict.of({ _ansible_x: 1, y: 2 })] },
      {},
      { a: { rc: 1, deep: [{ y: 2 }] } },
    ],
  ])('%s', async (_case, result, given, wanted) => {
    const { services } = await applied(result, { play, ...given });
    const kept = Object.keys(wanted).map((host) => [host, plain(services.memory.variables(host).get('r'))]);
    expect(Object.fromEntries(kept)).toEqual(wanted);
  });

  it('under a name that is reserved is warned of', async () => {
    const { told: events } = await applied({}, { play: 'tasks:\n- {name: one, ping: , register: port}' });
    expect(events).toEqual(['ok a', "warning: Found variable using reserved name 'port'."]);
  });
});

describe('facts of a result', () => {
  const facts = Dict.of({ ansible_kernel: 'linux', mine: 1 });
  const of = (kind: ActionEffects['facts']): ActionEffects => ({ ...ordinaryEffects, facts: kind });

  interface Known {
    readonly facts?: object;
    readonly variables?: object;
    readonly included?: object;
  }

  it.each<[string, Members, Given, Readonly<Record<string, Known>>]>([
    ['that were gathered are facts', {}, {}, { a: { facts: { ansible_kernel: 'linux', mine: 1 } }, b: {} }],
    [
      'that a task sets are variables',
      {},
      { effects: of('set') },
      { a: { variables: { ansible_kernel: 'linux', mine: 1 } } },
    ],
    [
      'that a task sets for later runs are both',
      { _ansible_facts_cacheable: true },
      { effects: of('set') },
      {
        a: {
          variables: { ansible_kernel: 'linux', mine: 1 },
          facts: { ansible_kernel: 'linux', mine: 1 },
        },
      },
    ],
    [
      'of a file are included variables',
      {},
      { effects: of('included') },
      { a: { included: { ansible_kernel: 'linux', mine: 1 } } },
    ],
    ['that are only shown are none', {}, { effects: of('shown') }, { a: {} }],
    [
      'count for all, run once',
      {},
      { runOnce: true, lost: ['b'], effects: of('set') },
      { a: { variables: { mine: 1 } }, b: {}, c: { variables: { mine: 1 } } },
    ],
    [
      "are the task's own host's, though it was delegated",
      {},
      { delegatedTo: 'b' },
      { a: { facts: { mine: 1 } }, b: {} },
    ],
    [
      "are the delegate's with delegate_facts",
      {},
      { delegatedTo: 'b', delegateFacts: true },
      { a: {}, b: { facts: { mine: 1 } } },
    ],
    ['are kept of no failure', { failed: true }, {}, { a: {} }],
    ['are kept of no unreachable host', { unreachable: true }, {}, { a: {} }],
    ['are kept of nothing that was skipped', { skipped: true }, {}, { a: {} }],
  ])('%s', async (_case, result, given, wanted) => {
    const { services } = await applied({ ...result, ansible_facts: facts.copy() }, given);
    const { memory } = services;
    for (const [host, known] of Object.entries(wanted)) {
      const nothing = known.facts ?? known.variables ?? known.included;
      const kept = {
        facts: plain(memory.facts(host)),
        variables: plain(memory.variables(host)),
        included: plain(memory.included(host)),
      };
      if (nothing === undefined) expect(kept).toEqual({ facts: {}, variables: {}, included: {} });
      else {
        expect(kept).toMatchObject(known);
        for (const name of ['facts', 'variables', 'included'] as const)
          if (known[name] === undefined) expect(kept[name]).toEqual({});
      }
    }
  });

  it("about a delegate's Python are the delegate's, whoever asked", async () => {
    const discovered = Dict.of({ discovered_interpreter_python: '/usr/bin/python3', mine: 1 });
    const { services } = await applied({ ansible_facts: discovered }, { delegatedTo: 'b' });
    expect(plain(services.memory.facts('a'))).toEqual({ mine: 1 });
    expect(plain(services.memory.facts('b'))).toEqual({ discovered_interpreter_python: '/usr/bin/python3' });
  });

  it.each<[string, Readonly<Record<string, string>>, string[]]>([
    ['is warned of', {}, ['warning: Removed restricted key from module data: ansible_ssh_user', 'ok a']],
    ['is not, where facts are no variables', { ANSIBLE_INJECT_FACT_VARS: 'false' }, ['ok a']],
  ])('that would change how the host is reached %s', async (_case, environment, wanted) => {
    const { told: events } = await applied(
      { ansible_facts: Dict.of({ ansible_ssh_user: 'x' }) },
      { environment },
    );
    expect(events).toEqual(wanted);
  });

  it('with a reserved name are warned of', async () => {
    const { told: events } = await applied({ ansible_facts: Dict.of({ port: 1 }) }, { effects: of('set') });
    expect(events).toEqual(["warning: Found variable using reserved name 'port'.", 'ok a']);
  });
});

describe('set_stats', () => {
  const data = Dict.of({ n: 2 });
  const statistics = (more: Members = {}): Members => ({ ansible_stats: Dict.of({ data, ...more }) });

  it.each<[string, Members, Given, object]>([
    ['counts for the host', statistics(), {}, { a: { n: 2 } }],
    ['counts for the run', statistics({ per_host: false }), {}, { _run: { n: 2 } }],
    ['counts for all, run once', statistics(), { runOnce: true }, { a: { n: 2 }, b: { n: 2 }, c: { n: 2 } }],
  ])('%s', async (_case, result, given, wanted) => {
    const { run } = await applied(result, given);
    const custom = [...run.statistics.all.custom].map(([owner, own]) => [owner, plain(own)]);
    expect(Object.fromEntries(custom)).toEqual(wanted);
  });
});

describe('notifications', () => {
  const play = `${plainPlay}\nhandlers:\n- {name: restart, ping: }\n- {name: other, ping: , listen: news}`;
  const saved = (topic: string): string => `-vv Notification for handler ${topic} has been saved.`;

  it.each<[string, Members, Given, { events: string[]; kept: string[] }]>([
    [
      'of a change are saved',
      { changed: true },
      { notify: ['restart', 'news'] },
      { events: [saved('restart'), saved('news'), 'ok a'], kept: ['restart', 'news'] },
    ],
    ['of no change are none', {}, { notify: ['restart'] }, { events: ['ok a'], kept: [] }],
    [
      'of a failure are none',
      { changed: true, failed: true },
      { notify: ['restart'] },
      { events: ['failed a'], kept: [] },
    ],
    [
      'that mean nobody are warned of, where that is no error',
      { changed: true },
      { notify: ['absent'], environment: { ANSIBLE_ERROR_ON_MISSING_HANDLER: 'false' } },
      {
        events: [
          "warning: The requested handler 'absent' was not found in either the main handlers list nor in the listening handlers list",
          'ok a',
        ],
        kept: [],
      },
    ],
  ])('%s', async (_case, result, given, wanted) => {
    const { run, told: events } = await applied(result, { play, ...given });
    expect({ events, kept: run.handlers.kept('a') }).toEqual(wanted);
  });

  it('of a handler notify others at once', async () => {
    const batch = batchOf(play, { hosts });
    advance(batch.run);
    batch.run.iterator.cursor('a').beginHandlers();
    const what = outcomeOf(batch.run, batch.task('restart'), { changed: true }, { notify: ['news'] });
    const handlers = await findHandlers(batch.run, what);
    expect(told(applyOutcome(batch.run, what, { handlers, inventory: [] }))).toEqual([
      'notified other for a',
      'ok a',
    ]);
    expect(batch.run.handlers.isNotified(batch.task('other'), 'a')).toBe(true);
    expect(batch.run.handlers.kept('a')).toEqual([]);
  });
});

describe('the role of a task', () => {
  const files = { 'roles/web/tasks/main.yml': '- {name: one, ping: }' };

  it.each<[string, Members, GivenOutcome, boolean]>([
    ['has begun where it ran', {}, {}, true],
    ['has begun where it failed', { failed: true }, {}, true],
    ['has not where it was skipped', { skipped: true }, {}, false],
    ['has not where the host was unreachable', { unreachable: true }, {}, false],
  ])('%s', (_case, result, given, hasBegun) => {
    const { run, task } = batchOf('roles: [web]', { hosts, files });
    const one = task('one');
    applyOutcome(run, outcomeOf(run, one, result, given), { handlers: new Map(), inventory: [] });
    expect(one.role && run.iterator.completeRole(one.role, 'a')).toBe(hasBegun);
    expect(one.role && run.iterator.completeRole(one.role, 'b')).toBe(false);
  });
});

describe('a change of the inventory', () => {
  it('decides whether the task changed anything', async () => {
    const { run, outcome } = await applied(
      { changed: false },
      { inventory: [{ changed: true, failed: undefined }] },
    );
    expect([outcome.result.get('changed'), counts(run, 'a')]).toEqual([true, 'ok=1 changed=1']);
  });

  it('that failed_when calls a failure is told as what it is, and nobody is out', async () => {
    const batch = await applied({}, { inventory: [{ changed: false, failed: true }] });
    expect(plain(batch.outcome.result)).toMatchObject({ failed: true, failed_when_result: true });
    expect([batch.told, out(batch)]).toEqual([['ok a'], nobody]);
  });

  it('by items is told item by item', async () => {
    const items = [Dict.of({ changed: false }), Dict.of({ changed: false })];
    const { outcome, told: events } = await applied(
      { changed: false },
      {
        items,
        inventory: [
          { changed: true, failed: undefined },
          { changed: false, failed: undefined },
        ],
      },
    );
    expect(events).toEqual(['item ok a', 'item ok a', 'ok a']);
    const results = [outcome, ...outcome.items].map(({ result }) => result.get('changed'));
    expect(results).toEqual([true, true, false]);
  });
});
