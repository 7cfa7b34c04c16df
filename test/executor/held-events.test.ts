import { expect, it } from 'vitest';
import type { RunEvent } from '../../src/events/run-event.ts';
import { HeldEvents } from '../../src/executor/held-events.ts';

const event = (text: string): RunEvent => ({ kind: 'warning', message: text });

it('events are kept in their order until they may be seen, and go on at once from then on', () => {
  const seen: string[] = [];
  const events = new HeldEvents((given) => seen.push(given.kind === 'warning' ? given.message : ''));
  events.emit(event('1'));
  events.emit(event('2'));
  expect(seen).toEqual([]);
  events.release();
  expect(seen).toEqual(['1', '2']);
  events.emit(event('3'));
  events.release();
  expect(seen).toEqual(['1', '2', '3']);
});
