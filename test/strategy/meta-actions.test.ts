import { describe, expect, it } from 'vitest';
import { Dict } from '../../src/python/dict.ts';
import { runMeta } from '../../src/strategy/meta-actions.ts';
import { told } from '../executor/fake-run.ts';
import { advance, batchOf, type FakeBatch, type GivenBatch, tasksAhead } from './fake-batch.ts';

const hosts = { a: {}, b: {}, c: {} };

/** A batch whose hosts are about to take `meta: WORD` between two other tasks. */
function begin(word: string, keywords = '', given: GivenBatch = {}): FakeBatch {
  const batch = batchOf(
    `tasks:\n- {name: one, ping: }\n- {name: meta, meta: ${word}${keywords}}\n- {name: two, ping: }\nhandlers: [{name: h, ping: }]`,
    { hosts, ...given },
  );
  advance(batch.run);
  advance(batch.run);
  return batch;
}

/** Lets a host take it, and says what is told. */
async function taken(batch: FakeBatch, host = 'a'): Promise<string[]> {
  batch.events.length = 0;
  await runMeta(batch.run, batch.task('meta'), host);
  return told(batch.events).filter((line) => !line.startsWith('TASK') && !line.startsWith('host-start'));
}

const ahead = ({ run }: FakeBatch): Record<string, string | undefined> =>
  Object.fromEntries(['a', 'b', 'c'].map((host) => [host, tasksAhead(run, host)[0]]));
const all = { a: 'two', b: 'two', c: 'two' };

describe('meta', () => {
  it.each<[string, string[], Readonly<Record<string, string | undefined>>, readonly string[]]>([
    ['noop', ['-vv META: noop'], {}, []],
    ['end_host', ['-vv META: ending play for a'], { a: undefined }, ['a']],
    ['end_batch', ['-vv META: ending batch'], { a: undefined, b: undefined, c: undefined }, ['a', 'b', 'c']],
    ['end_play', ['-vv META: ending play'], { a: undefined, b: undefined, c: undefined }, ['a', 'b', 'c']],
  ])('%s', async (word, events, next, removed) => {
    const batch = begin(word);
    expect(await taken(batch)).toEqual(events);
    expect(ahead(batch)).toEqual({ ...all, ...next });
    expect(batch.run.context.removed).toEqual(removed);
    expect(batch.run.iterator.endPlay).toBe(word === 'end_play');
  });

  it('flush_handlers brings what the host has notified, before what comes next', async () => {
    const batch = begin('flush_handlers');
    batch.run.handlers.keep('a', 'h');
    expect(await taken(batch)).toEqual(['notified h for a', '-vv META: triggered running handlers for a']);
    expect(tasksAhead(batch.run, 'a').slice(0, 2)).toEqual(['h', 'two']);
    expect(tasksAhead(batch.run, 'b')[0]).toBe('two');
  });

  it('flush_handlers brings nothing to a host that cannot be reached', async () => {
    const batch = begin('flush_handlers');
    batch.run.handlers.keep('a', 'h');
    batch.run.unreachable.add('a');
    await taken(batch);
    expect(tasksAhead(batch.run, 'a')[0]).toBe('two');
  });

  it('flush_handlers is refused in a handler', async () => {
    const batch = begin('flush_handlers');
    batch.run.iterator.cursor('a').beginHandlers();
    await expect(taken(batch)).rejects.toThrow('flush_handlers cannot be used as a handler');
  });

  it('clear_facts forgets those of all hosts', async () => {
    const batch = begin('clear_facts');
    const { memory } = batch.services;
    for (const host of ['a', 'b']) memory.addFacts(host, Dict.of({ n: 1 }));
    expect(await taken(batch)).toEqual(['-vv META: facts cleared']);
    expect(['a', 'b'].map((host) => memory.facts(host).size)).toEqual([0, 0]);
  });

  it('clear_host_errors brings back who was out', async () => {
    const batch = begin('clear_host_errors');
    batch.run.failed.add('b');
    batch.run.unreachable.add('c');
    expect(await taken(batch)).toEqual(['-vv META: cleared host errors']);
    expect([batch.run.failed.size, batch.run.unreachable.size]).toEqual([0, 0]);
  });

  it("refresh_inventory drops hosts that are no longer the play's", async () => {
    const batch = begin('refresh_inventory');
    batch.services.inventory.addHost('new', { groups: ['all'] });
    batch.run.gone.add('b');
    expect(await taken(batch)).toEqual(['-vv META: inventory successfully refreshed']);
    expect(batch.run.context.allHosts).toEqual(['a', 'b', 'c', 'new']);
    expect([...batch.run.gone]).toEqual([]);
    batch.services.inventory.setLimit('a');
    await taken(batch);
    expect([...batch.run.gone]).toEqual(['b', 'c']);
  });

  it('reset_connection cuts the way to the host', async () => {
    const batch = begin('reset_connection', '', { hosts: { a: {}, b: {}, c: {} } });
    expect(await taken(batch)).toEqual(['-vv META: reset connection']);
    expect(batch.target.requests).toEqual(['reset ssh:a']);
  });

  it('reset_connection asks nothing of a host that is refused for its way', async () => {
    const batch = begin('reset_connection', '', { hosts: { a: { mitogen_via: 'b' }, b: {}, c: {} } });
    expect(await taken(batch)).toEqual(['-vv META: reset connection']);
    expect(batch.target.requests).toEqual([]);
  });

  it.each<[string, string]>([
    ['flush_handlers', 'flush_handlers conditional evaluated to False, not running handlers for a'],
    ['clear_facts', 'clear_facts conditional evaluated to False, not clearing facts and fact cache for a'],
    ['end_host', 'end_host conditional evaluated to False, continuing execution for a'],
    ['end_play', 'end_play conditional evaluated to False, continuing play'],
    ['end_batch', 'end_batch conditional evaluated to False, continuing current batch'],
  ])('%s does nothing where its condition does not hold', async (word, reason) => {
    const batch = begin(word, ', when: false');
    const events = await taken(batch);
    expect(events.join('\n')).toContain(reason);
    expect(ahead(batch)).toEqual(all);
    const result = batch.events.find((event) => event.kind === 'host-result');
    expect(result?.kind === 'host-result' && [result.status, result.result.get('skip_reason')]).toEqual([
      'skipped',
      reason,
    ]);
  });
});
