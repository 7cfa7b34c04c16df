import { describe, expect, it } from 'vitest';
import type { DeprecatedMember, ResultRemarks } from '../../../src/events/remarks.ts';
import { noRemarks } from '../../../src/events/remarks.ts';
import type { ItemOutcome, TaskOutcome } from '../../../src/executor/task-outcome.ts';
import { DeprecatedValue } from '../../../src/python/deprecated-value.ts';
import { Dict } from '../../../src/python/dict.ts';
import { dumpJson } from '../../../src/python/json/dump.ts';
import type { Value } from '../../../src/python/value.ts';
import { registeredResult } from '../../../src/strategy/outcome/registered-result.ts';

function registered(members: Record<string, Value>, more: Partial<TaskOutcome> = {}): Value {
  const outcome = { result: Dict.of(members), remarks: noRemarks, isLoop: false, items: [], ...more };
  return registeredResult(outcome as unknown as TaskOutcome);
}

const said = (remarks: Partial<ResultRemarks>): ResultRemarks => ({ ...noRemarks, ...remarks });
const deprecated = (...path: Value[]): DeprecatedMember => ({
  path,
  deprecation: {
    message: 'it goes',
    help: undefined,
    version: '9',
    date: undefined,
    collection: null,
    deprecator: undefined,
    kind: undefined,
  },
});

describe('what `register` keeps', () => {
  it.each<[string, Partial<ResultRemarks>]>([
    ['noLog', { noLog: true }],
    ['verbosity', { verboseAlways: true, verboseOverride: true }],
    ['delegate', { delegate: { host: 'h', variables: new Dict() } }],
    [
      'error chain',
      { failedInModule: true, errorChain: [{ message: 'x', origin: undefined, hint: undefined }] },
    ],
    ['warnings, which the data lists', { warnings: [{ message: 'w', help: 'h', origin: undefined }] }],
  ])('has nothing of it: %s', (_, remarks) => {
    expect(dumpJson(registered({ rc: 0, warnings: ['w'] }, { remarks: said(remarks) }))).toBe(
      '{"rc": 0, "warnings": ["w"]}',
    );
  });

  it('has no internal key and no invocation', () => {
    expect(dumpJson(registered({ _ansible_x: 1, invocation: 1, a: [Dict.of({ _ansible_y: 1 })] }))).toBe(
      '{"a": [{}]}',
    );
  });

  it('lists a deprecation that was shown before behind those that go out with the result', () => {
    const details = { collection: undefined, version: undefined, date: undefined };
    const remarks = said({
      deprecations: [
        { message: 'with the result', ...details },
        { message: 'before', ...details, shownBefore: Dict.of({ msg: 'before' }) },
      ],
    });
    expect(dumpJson(registered({ deprecations: [Dict.of({ msg: 'with the result' })] }, { remarks }))).toBe(
      '{"deprecations": [{"msg": "with the result"}, {"msg": "before"}]}',
    );
  });

  it('marks deprecated members, those of items too', () => {
    const whole = registered(
      { a: Dict.of({ b: 'v' }) },
      { remarks: said({ deprecatedMembers: [deprecated('a', 'b')] }) },
    );
    expect(((whole as Dict).get('a') as Dict).get('b')).toBeInstanceOf(DeprecatedValue);
    const item = { remarks: said({ deprecatedMembers: [deprecated('x')] }) } as ItemOutcome;
    const loop = registered({ results: [Dict.of({ x: 'v' })] }, { isLoop: true, items: [item] });
    expect(((loop as Dict).get('results') as Dict[])[0]?.get('x')).toBeInstanceOf(DeprecatedValue);
  });
});
