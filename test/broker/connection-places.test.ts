import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ConnectionPlaces, type Place } from '../../src/broker/connections/places.ts';

/** A process that has 20 descriptors of its own open, and as many more as places were taken. */
function setUp(limit: number) {
  const warnings: string[] = [];
  const closed: string[] = [];
  const own = 20;
  let taken = 0;
  const places = new ConnectionPlaces(
    () => ({ limit, open: () => own + taken }),
    (message) => warnings.push(message),
  );
  async function take(name: string, signal = new AbortController().signal) {
    let finish: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => (finish = resolve));
    let place: Place | undefined;
    const close = (): Promise<void> => {
      closed.push(name);
      taken -= 1;
      if (place) places.leave(place);
      return Promise.resolve();
    };
    place = await places.take(1, close, { ended }, signal);
    taken += 1;
    return { place, finish };
  }
  return { places, warnings, closed, take };
}

async function turns(): Promise<void> {
  for (let count = 0; count < 10; count++) await turn();
}

describe('item 32: places for connections', () => {
  it('counts nothing twice and closes nothing where there are enough', async () => {
    const { take, closed, warnings } = setUp(1000);
    for (let count = 0; count < 50; count++) (await take(`h${count}`)).finish();
    await turns();
    expect(closed).toEqual([]);
    expect(warnings).toEqual([]);
  });

  it('closes the one used longest ago when room is short, and warns once', async () => {
    const { places, take, closed, warnings } = setUp(36);
    const first = await take('first');
    first.finish();
    const second = await take('second');
    second.finish();
    await turns();
    // Used anew, so that the second is now the one used longest ago.
    places.use(first.place, { ended: Promise.resolve() });
    await turns();
    for (let count = 0; closed.length < 1 && count < 10; count++) {
      (await take(`further${count}`)).finish();
      await turns();
    }
    expect(closed[0]).toBe('second');
    for (let count = 0; count < 5; count++) {
      (await take(`last${count}`)).finish();
      await turns();
    }
    expect(closed.length).toBeGreaterThan(1);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('36 files');
  });

  it('has those for whom there is no room wait until one at work has finished', async () => {
    const { take, closed } = setUp(32);
    const first = await take('first');
    let isIn = false;
    const second = take('second').then((taken) => {
      isIn = true;
      return taken;
    });
    await turns();
    expect(isIn).toBe(false);
    expect(closed).toEqual([]);
    first.finish();
    await second;
    expect(closed).toEqual(['first']);
  });

  it('lets those that wait in one after the other, in their order', async () => {
    const { take } = setUp(32);
    const order: string[] = [];
    const first = await take('first');
    const later = ['a', 'b', 'c'].map(async (name) => {
      const taken = await take(name);
      order.push(name);
      taken.finish();
    });
    await turns();
    expect(order).toEqual([]);
    first.finish();
    await Promise.all(later);
    expect(order).toEqual(['a', 'b', 'c']);
  });

  it('rejects one that waits when the run is interrupted, and forgets it', async () => {
    const { take } = setUp(32);
    const first = await take('first');
    const interruption = new AbortController();
    const waiting = take('second', interruption.signal);
    await turns();
    interruption.abort(new Error('Interrupted'));
    await expect(waiting).rejects.toThrow('Interrupted');
    await expect(take('third', interruption.signal)).rejects.toThrow('Interrupted');
    first.finish();
    (await take('fourth')).finish();
  });

  it('closes one that is idle when the system refuses a descriptor, none that is at work', async () => {
    const { places, take, closed } = setUp(1000);
    const atWork = await take('at work');
    (await take('idle')).finish();
    await turns();
    places.noteShortage();
    places.noteShortage();
    expect(closed).toEqual(['idle']);
    atWork.finish();
  });
});
