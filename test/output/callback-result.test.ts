import { describe, expect, it } from 'vitest';
import { noRemarks, type ResultRemarks } from '../../src/events/remarks.ts';
import type { TaskView, ToldResult } from '../../src/events/run-event.ts';
import { callbackResult, callbackResultWithKeys, verbosityOf } from '../../src/output/callback-result.ts';
import { hostLabel, itemLabel } from '../../src/output/host-label.ts';
import { Dict } from '../../src/python/dict.ts';
import { dumpJson } from '../../src/python/json/dump.ts';
import { str } from '../../src/python/repr.ts';

type Said = Partial<ResultRemarks>;
const remarks = (said: Said): ResultRemarks => ({ ...noRemarks, ...said });

function told(said: Said, more: Partial<ToldResult> = {}): ToldResult {
  const task = { action: 'command', noLog: false } as TaskView;
  const result = Dict.of({ changed: false, stdout: 'secret', failed: false });
  return { task, host: 'web1', result, remarks: remarks(said), ...more };
}

const item = (label: string, said: Said = {}): ResultRemarks =>
  remarks({ ...said, item: { ignoreErrors: false, ignoreUnreachable: false, label } });

const delegate = {
  host: 'db1',
  variables: Dict.of({ ansible_host: '10.0.0.1', ansible_port: 22, ansible_shell_type: 'sh' }),
};

const plain = { changed: false, stdout: 'secret' };
const hidden = {
  censored: "the output has been hidden due to the fact that 'no_log: true' was specified for this result",
};

describe('what a result says, from the event to those who know no remarks', () => {
  it.each<[string, Said, object]>([
    ['nothing', {}, plain],
    ['show it always', { verboseAlways: true }, { ...plain, _ansible_verbose_always: true }],
    ['show it never with -v', { verboseOverride: true }, { ...plain, _ansible_verbose_override: true }],
    ['it is no secret', { noLog: false }, { ...plain, _ansible_no_log: false }],
    ['it is a secret', { noLog: true }, { changed: false, _ansible_no_log: true, ...hidden }],
    [
      'a secret that would be shown always',
      { noLog: true, verboseAlways: true },
      { changed: false, _ansible_no_log: true, ...hidden },
    ],
    ['the label of an item', item('one'), { ...plain, _ansible_item_label: 'one' }],
    [
      'the delegate, by what says how it is reached',
      { delegate },
      { ...plain, _ansible_delegated_vars: { ansible_host: '10.0.0.1', ansible_port: 22 } },
    ],
    [
      'what only the executor needs',
      { isParsed: true, failedInModule: true, factsCacheable: true, showsDiff: true, errorChain: [] },
      plain,
    ],
  ])('%s', (_, said, expected) => {
    expect(dumpJson(callbackResultWithKeys(told(said)))).toBe(dumpJson(dictOf(expected)));
    const keys = [...callbackResult(told(said)).keys()];
    expect(keys.filter((key) => str(key).startsWith('_ansible_'))).toEqual([]);
  });

  it('a secret says nothing of how it is shown', () => {
    expect(verbosityOf(told({ verboseAlways: true })).verboseAlways).toBe(true);
    expect(verbosityOf(told({ verboseAlways: true, noLog: true }))).toEqual({});
    const ofTask = told({ verboseOverride: true }, { task: { noLog: true } as TaskView });
    expect(verbosityOf(ofTask)).toEqual({});
  });

  it('keeps the shape of a loop, and hides its secret items alone', () => {
    const results = [Dict.of({ stdout: 'a', changed: true }), Dict.of({ stdout: 'b', changed: true })];
    const items = [item('one', { noLog: true }), item('two', { isParsed: true })];
    const loop = { result: Dict.of({ results, changed: true }), items };
    expect(dumpJson(callbackResult(told({}, loop)).get('results') ?? null)).toBe(
      '[{"stdout": "a", "changed": true}, {"stdout": "b", "changed": true}]',
    );
    const secret = callbackResultWithKeys(told({ noLog: true }, loop)).get('results') as Dict[];
    expect(secret.map((one) => [...one.keys()])).toEqual([
      ['changed', '_ansible_no_log', 'censored'],
      [
        'stdout',
        'changed',
        '_ansible_parsed',
        '_ansible_item_result',
        '_ansible_ignore_errors',
        '_ansible_ignore_unreachable',
        '_ansible_item_label',
      ],
    ]);
  });

  it("keeps no internal member of the data, but for those that callbacks read of a plug-in's own loop", () => {
    const own = Dict.of({ _ansible_no_log: true, _ansible_other: 1, a: 1 });
    const event = told({}, { result: Dict.of({ _ansible_other: 1, results: [own] }) });
    expect(dumpJson(callbackResultWithKeys(event))).toBe('{"results": [{"_ansible_no_log": true, "a": 1}]}');
    const secret = callbackResult({ ...event, remarks: remarks({ noLog: true }) }).get('results') as Dict[];
    expect(secret[0]?.has('censored')).toBe(true);
    expect(own.size).toBe(3);
  });
});

describe('what stands for a host and an item in a line', () => {
  it.each<[Said, string]>([
    [{}, 'web1'],
    [{ delegate }, 'web1 -> db1(10.0.0.1)'],
    [{ delegate: { host: 'db1', variables: Dict.of({ ansible_host: 'db1' }) } }, 'web1 -> db1'],
    [{ delegate: { host: 'web1', variables: new Dict() } }, 'web1'],
  ])('%o', (said, expected) => {
    expect(hostLabel(told(said))).toBe(expected);
  });

  it.each<[ResultRemarks, string]>([
    [item('one'), 'one'],
    [item('one', { noLog: true }), '(censored due to no_log)'],
    [remarks({}), 'of the result'],
    [remarks({ item: { ignoreErrors: false, ignoreUnreachable: false, label: null } }), 'None'],
  ])('%o', (said, expected) => {
    expect(itemLabel({ remarks: said, result: Dict.of({ item: 'of the result' }) })).toBe(expected);
  });
});

function dictOf(members: object): Dict {
  return new Dict(
    Object.entries(members).map(([name, value]: [string, unknown]) => [
      name,
      typeof value === 'object' && value !== null ? dictOf(value) : (value as string),
    ]),
  );
}
