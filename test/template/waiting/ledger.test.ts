import { describe, expect, it } from 'vitest';
import { Ledger } from '../../../src/template/waiting/ledger.ts';
import type { PendingCall } from '../../../src/template/waiting/outcome.ts';
import { Suspension } from '../../../src/template/waiting/suspension.ts';

const never: PendingCall<unknown> = {
  poll: () => undefined,
  outcome: () => new Promise(() => undefined),
  cancel: () => undefined,
};
const same = <T>(value: T): T => value;

describe('item 8: the ledger of a job', () => {
  it('gives back what was recorded, in its order, and nothing for another call', () => {
    const ledger = new Ledger();
    ledger.record('a', { value: 1 });
    ledger.append('b', { error: 'no' });
    ledger.begin();
    expect(ledger.recorded('a')).toEqual({ value: 1 });
    expect(ledger.recorded('b')).toEqual({ error: 'no' });
    expect(ledger.recorded('c')).toBeUndefined();
  });

  it('forgets the rest where the job goes another way', () => {
    const ledger = new Ledger();
    ledger.record('a', { value: 1 });
    ledger.record('b', { value: 2 });
    ledger.begin();
    expect(ledger.recorded('other')).toBeUndefined();
    ledger.record('other', { value: 3 });
    expect(ledger.recorded('b')).toBeUndefined();
  });

  it('passes over calls of what somebody has kept', () => {
    const ledger = new Ledger();
    ledger.record('kept', { value: 1 });
    ledger.record('b', { value: 2 });
    ledger.begin();
    expect(ledger.recorded('b')).toEqual({ value: 2 });
  });

  it('keeps a computation that is complete in place of the calls in it', () => {
    const ledger = new Ledger();
    let times = 0;
    const compute = (): number => {
      if (!ledger.recorded('inner')) ledger.record('inner', { value: 0 });
      return ++times;
    };
    expect(ledger.once('f', compute, same)).toEqual({ value: 1 });
    ledger.begin();
    expect(ledger.once('f', compute, same)).toEqual({ value: 1 });
    expect(ledger.recorded('inner')).toBeUndefined();
  });

  it('computes again what had to wait, from the outcomes it has', () => {
    const ledger = new Ledger();
    const compute = (): string => {
      if (!ledger.recorded('first')) ledger.record('first', { value: 0 });
      if (ledger.recorded('second')) return 'done';
      ledger.suspension = new Suspension('second', never);
      throw ledger.suspension;
    };
    expect(ledger.once('f', compute, same)).toHaveProperty('error');
    ledger.append('second', { value: 1 });
    ledger.begin();
    expect(ledger.once('f', compute, same)).toEqual({ value: 'done' });
  });

  it('tells once what every attempt tells, and twice what one attempt tells twice', () => {
    const ledger = new Ledger();
    const told: string[] = [];
    const tell = (words: string): void => ledger.tell(words, () => told.push(words));
    tell('a');
    tell('remembered by who told it');
    ledger.begin();
    tell('a');
    tell('a');
    tell('b');
    expect(told).toEqual([]);
    ledger.complete();
    expect(told).toEqual(['a', 'remembered by who told it', 'a', 'b']);
  });

  it('takes back what an attempt has kept, the last first', () => {
    const ledger = new Ledger();
    const undone: number[] = [];
    ledger.onReplay(() => undone.push(1));
    ledger.onReplay(() => undone.push(2));
    ledger.begin();
    ledger.begin();
    expect(undone).toEqual([2, 1]);
  });
});
