import { expect, test } from 'vitest';
import type { Value } from '../../src/python/value.ts';
import { judgeResult } from '../../src/executor/judge-result.ts';
import type { TaskKeywords } from '../../src/executor/task-keywords.ts';
import { Dict } from '../../src/python/dict.ts';

/** A task with `failed_when: false` and nothing else. */
const neverFails: Pick<TaskKeywords, 'conditions'> = {
  conditions: (keyword) => (keyword === 'failed_when' ? [false] : undefined),
};

function judged(result: Dict, failedInModule = false): Dict {
  const templar = () => ({ judgeCondition: (value: Value) => ({ holds: value === true, condition: value }) });
  judgeResult(result, {
    keywords: neverFails as TaskKeywords,
    attempts: undefined,
    failedInModule,
    templar: templar as never,
    origin: undefined,
  });
  return result;
}

test('a failure that failed_when takes back leaves its exception under another name, of modules without one too', () => {
  const old = judged(Dict.of({ failed: true, rc: 1 }), true);
  expect(old.get('failed_when_suppressed_exception')).toBe('(traceback unavailable)');
  const own = judged(Dict.of({ failed: true, exception: 'Traceback' }), true);
  expect(own.get('failed_when_suppressed_exception')).toBe('Traceback');
  expect(own.has('exception')).toBe(false);
  expect(judged(Dict.of({ rc: 1 })).has('failed_when_suppressed_exception')).toBe(false);
});
