import { describe, expect, it } from 'vitest';
import { evaluateConditions } from '../../src/executor/conditions.ts';
import type { Value } from '../../src/python/value.ts';
import { plain, taskOf } from './fake-play.ts';
import { messageOf } from './message-of.ts';

function judged(when: string) {
  const { running, task } = taskOf(`- ping:\n  when: ${when}`, { hosts: { web1: { n: 3, yes: true } } });
  const { scope, host } = running;
  const written = task.own('when') ?? [];
  const conditions: readonly Value[] = Array.isArray(written) ? written : [written];
  const { holds, falseCondition } = evaluateConditions(
    conditions,
    scope.templar(scope.variables(host, task), task),
    task.origin,
  );
  return { holds, falseCondition: plain(falseCondition) };
}

describe('conditions', () => {
  it.each<[string, boolean, unknown]>([
    ['[]', true, undefined],
    ['n == 3', true, undefined],
    ['n == 4', false, 'n == 4'],
    ['[n == 3, yes]', true, undefined],
    ['[n == 4, nothing]', false, 'n == 4'],
    ['[yes, not yes, n == 4]', false, 'not yes'],
    ['true', true, undefined],
    ['false', false, false],
  ])('%s hold: %s', (when, holds, falseCondition) => {
    expect(judged(when)).toEqual({ holds, falseCondition });
  });

  it.each<[string, string]>([
    ['nothing', "'nothing' is undefined"],
    ['n', 'Conditional result'],
    ['n ==', 'Syntax error'],
  ])('%s cannot be judged', async (when, message) => {
    await expect(messageOf(Promise.resolve().then(() => judged(when)))).resolves.toContain(message);
  });
});
