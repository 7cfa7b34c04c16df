import { describe, expect, it } from 'vitest';
import { ActionFailure } from '../../src/actions/action-failure.ts';
import type { Remarks } from '../../src/events/remarks.ts';
import { noTraceback } from '../../src/errors/error-report.ts';
import { MitorunError } from '../../src/errors/mitorun-error.ts';
import { earlyFailureOf, failureOf, reportOfResult, stackOf } from '../../src/executor/failure-result.ts';
import { TaskTimeout } from '../../src/executor/task-timeout.ts';
import { Dict } from '../../src/python/dict.ts';
import type { Value } from '../../src/python/value.ts';
import { plain } from './fake-play.ts';

const place = { file: '/plays/site.yml', line: 3, column: 5 };

describe('what an exception is to the task', () => {
  it.each<[string, Error, object]>([
    [
      'a failed one',
      new MitorunError('ACTION', 'no such file'),
      { failed: true, changed: false, msg: 'Task failed: no such file', exception: noTraceback },
    ],
    [
      'with its causes',
      new MitorunError('ACTION', 'outer.', { cause: new MitorunError('TEMPLATE', 'inner') }),
      { failed: true, msg: 'Task failed: outer: inner' },
    ],
    [
      "an action's own words as they are, and what it adds",
      new ActionFailure('its words', { result: Dict.of({ changed: true, rc: 3 }) }),
      { failed: true, changed: true, rc: 3, msg: 'its words' },
    ],
    [
      'out of time',
      new TaskTimeout(2),
      {
        failed: true,
        msg: 'Task failed: Timed out after 2 second(s).',
        timedout: { period: 2, frame: expect.any(String) },
      },
    ],
    [
      'unreachable',
      new MitorunError('CONNECTION', 'no route'),
      { unreachable: true, changed: false, msg: 'Task failed: no route' },
    ],
    [
      'a bug of ours',
      new TypeError('x'),
      { failed: true, msg: 'Task failed: Unexpected failure during task execution: x' },
    ],
  ])('%s', (_case, error, wanted) => {
    expect(plain(failureOf(error, place).result)).toMatchObject(wanted);
  });

  it('an unreachable one has not failed', () => {
    expect(failureOf(new MitorunError('CONNECTION', 'no'), place).result.has('failed')).toBe(false);
  });

  it('is shown where the task was written, the cause where it was', () => {
    const inner = { ...place, line: 9 };
    const { error } = failureOf(new MitorunError('ACTION', 'no', { origin: inner }), place);
    expect(error.chain.map(({ message, origin }) => [message, origin])).toEqual([
      ['Task failed.', place],
      ['no', inner],
    ]);
  });

  it.each<[string, MitorunError, string[]]>([
    [
      'of a cause',
      new MitorunError('ACTION', 'a', { cause: new MitorunError('ACTION', 'b', { advice: 'do it' }) }),
      ['do it'],
    ],
    ['of a connection', new MitorunError('CONNECTION', 'a', { hint: 'look there' }), ['look there']],
    ['of none', new MitorunError('ACTION', 'a'), []],
  ])('has the advice %s', (_case, error, advice) => {
    const failure = failureOf(error, place);
    expect(failure.advice).toEqual(advice);
    if (error.code === 'CONNECTION')
      expect(failure.error.chain.some(({ hint }) => hint !== undefined)).toBe(false);
  });

  it('early says nothing of the task', () => {
    const { result, error } = earlyFailureOf(new MitorunError('ACTION', 'no', { advice: 'do it' }));
    expect(plain(result)).toEqual({ failed: true, msg: 'no', exception: noTraceback });
    expect(error.chain.map(({ message }) => message)).toEqual(['no']);
  });

  it('has a stack where nobody foresaw it', () => {
    expect(stackOf(new TypeError('x'))).toContain('TypeError: x');
    expect(stackOf(new MitorunError('ACTION', 'x'))).toBeUndefined();
    expect(stackOf('x')).toBeUndefined();
  });
});

describe('what is shown of a result that says itself that it failed', () => {
  const link = (message: string, hint?: string) => ({ message, hint, origin: undefined });

  it.each<[string, Readonly<Record<string, Value>>, Remarks, string[]]>([
    ['its message', { msg: 'no' }, {}, ['Task failed.', 'Action failed.', 'no']],
    [
      'that it was the module',
      { msg: 'no' },
      { failedInModule: true },
      ['Task failed.', 'Module failed.', 'no'],
    ],
    ['that nobody knows', {}, {}, ['Task failed.', 'Action failed.', 'Unknown error.']],
    [
      'the chain that it tells',
      { msg: 'no' },
      { errorChain: [link('one'), link('two')] },
      ['Task failed.', 'Action failed.', 'one', 'two'],
    ],
  ])('is %s', (_case, members, remarks, wanted) => {
    const { chain } = reportOfResult(Dict.of({ ...members }), remarks, place);
    expect(chain.map(({ message }) => message)).toEqual(wanted);
  });

  it('is what it tells beside its message', () => {
    const remarks = { errorEvents: [[link('one', 'do')]] };
    expect(reportOfResult(Dict.of({ msg: 'no' }), remarks, place).chain.at(-1)).toMatchObject({
      message: 'no',
      events: [{ chain: [{ message: 'one', hint: 'do' }] }],
    });
  });

  it.each<[string, Readonly<Record<string, Value>>, object]>([
    [
      'a message and an exception, where it has none',
      {},
      { msg: 'Task failed: Action failed: Unknown error.', exception: noTraceback },
    ],
    ['nothing that it has', { msg: 'no', exception: 'Traceback' }, { msg: 'no', exception: 'Traceback' }],
  ])('the result gets %s', (_case, members, wanted) => {
    const result = Dict.of({ ...members });
    reportOfResult(result, {}, place);
    expect(plain(result)).toEqual(wanted);
  });
});
