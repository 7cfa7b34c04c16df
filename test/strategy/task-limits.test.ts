import { describe, expect, it } from 'vitest';
import { TaskKeywords } from '../../src/executor/task-keywords.ts';
import { runOnceOf } from '../../src/strategy/run-once.ts';
import { throttleOf } from '../../src/strategy/throttle.ts';
import { taskOf } from '../executor/fake-play.ts';
import { messageOf } from '../executor/message-of.ts';

function read<T>(keyword: string, of: typeof throttleOf | typeof runOnceOf): T {
  const { running, task } = taskOf(`- {ping: ${keyword === '' ? '' : `, ${keyword}`}}`, {
    hosts: { web1: { n: 2, yes: true } },
  });
  const { scope, host, services } = running;
  const templar = scope.templar(scope.variables(host, task), task);
  return of(new TaskKeywords(task, templar, services.setting), templar) as T;
}

describe('throttle', () => {
  it.each<[string, number]>([
    ['', 0],
    ['throttle: 3', 3],
    ['throttle: "4"', 4],
    ['throttle: "{{ n }}"', 2],
    ['throttle: "{{ 2.9 }}"', 2],
    ['throttle: "{{ yes }}"', 1],
  ])('%s is %s', (keyword, wanted) => expect(read(keyword, throttleOf)).toBe(wanted));

  it.each([
    'throttle: "{{ [] }}"',
    'throttle: "{{ \'many\' }}"',
    'throttle: "{{ nothing }}"',
    'throttle: "{{ omit }}"',
  ])('%s ends the run', async (keyword) => {
    const work = Promise.resolve().then(() => read(keyword, throttleOf));
    await expect(messageOf(work)).resolves.toContain('Failed to convert the throttle value to an integer');
  });
});

describe('run_once', () => {
  it.each<[string, boolean]>([
    ['', false],
    ['run_once: true', true],
    ['run_once: "{{ yes }}"', true],
    ['run_once: "{{ not yes }}"', false],
    ['run_once: "{{ [] }}"', false],
  ])('%s is %s', (keyword, wanted) => expect(read(keyword, runOnceOf)).toBe(wanted));

  it('that is omitted ends the run', async () => {
    const work = Promise.resolve().then(() => read('run_once: "{{ omit }}"', runOnceOf));
    await expect(messageOf(work)).resolves.toContain('Omit scalar');
  });
});
