import { describe, expect, it } from 'vitest';
import { EventStream } from '../../src/events/event-stream.ts';
import { hearAll, spanTree, way } from './heard.ts';

describe('the stream of events', () => {
  it('gives each its moment and its span', () => {
    const events = new EventStream();
    const heard = hearAll(events);
    const before = performance.now();
    const run = events.open();
    const play = run.open('play', 'site');
    play.emit({ kind: 'no-hosts-matched' });
    const [, , event] = heard;
    expect(event).toMatchObject({ kind: 'no-hosts-matched', span: { kind: 'play', name: 'site' } });
    expect(event?.span.parent).toBe(run);
    expect(event?.at).toBeGreaterThanOrEqual(before);
    expect(event?.at).toBeLessThanOrEqual(performance.now());
    expect(heard.map(({ at }) => at)).toEqual(heard.map(({ at }) => at).toSorted((a, b) => a - b));
  });

  it('gives a subscriber the kinds that it wants, to those who subscribed first at first, until it has enough', () => {
    const events = new EventStream();
    const heard: string[] = [];
    const end = events.subscribe(['lost'], ({ where }) => heard.push(`first ${where}`));
    events.subscribe(['lost', 'output'], ({ kind, where }) => heard.push(`second ${kind} ${where}`));
    const run = events.open();
    run.emit({ kind: 'lost', where: 'a', reason: 'gone' });
    end();
    run.emit({ kind: 'lost', where: 'b', reason: 'gone' });
    run.emit({ kind: 'output', where: 'b', text: 'x' });
    run.emit({ kind: 'connecting', where: 'b' });
    expect(heard).toEqual(['first a', 'second lost a', 'second lost b', 'second output b']);
  });

  it('reads nothing of an event that nobody wants', () => {
    const events = new EventStream();
    let reads = 0;
    const where = (): string => String(++reads);
    const event = {
      kind: 'connecting' as const,
      get where() {
        return where();
      },
    };
    const run = events.open();
    run.emit(event);
    expect(reads).toBe(0);
    events.subscribe(['connecting'], () => undefined);
    run.emit(event);
    expect(reads).toBe(1);
  });

  it('numbers spans, which end once and with their work, be it in vain', async () => {
    const events = new EventStream();
    const heard = hearAll(events);
    const run = events.open('site.yml');
    const vain = run.within('play', 'all', (play) =>
      play.within('task', 'a', (task) => {
        expect(way(task)).toEqual(['run site.yml', 'play all', 'task a']);
        return Promise.reject(new Error('in vain'));
      }),
    );
    await expect(vain).rejects.toThrow('in vain');
    const open = run.open('play', 'more');
    run.close();
    run.close();
    expect(new Set(heard.map(({ span }) => span.id)).size).toBe(4);
    expect(heard.filter(({ kind, span }) => kind === 'span-end' && span === run)).toHaveLength(1);
    expect(open.name).toBe('more');
    expect(spanTree(heard)).toEqual(['run site.yml', '  play all', '    task a', '  play more (open)']);
  });
});
