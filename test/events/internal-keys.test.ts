import { describe, expect, it } from 'vitest';
import { readRemarks, withInternalKeys, withoutInternalKeys } from '../../src/events/internal-keys.ts';
import type { Remarks, ResultRemarks } from '../../src/events/remarks.ts';
import { Dict } from '../../src/python/dict.ts';
import { dumpJson } from '../../src/python/json/dump.ts';
import type { Value } from '../../src/python/value.ts';

const delegate = { host: 'db1', variables: Dict.of({ ansible_host: '10.0.0.1' }) };
const delegated = Dict.of({ ansible_delegated_host: 'db1', ansible_host: '10.0.0.1' });

const pairs: [string, Value, Remarks][] = [
  ['_ansible_parsed', true, { isParsed: true }],
  ['_ansible_parsed', false, { isParsed: false }],
  ['_ansible_verbose_always', true, { verboseAlways: true }],
  ['_ansible_verbose_override', true, { verboseOverride: true }],
  ['_ansible_facts_cacheable', true, { factsCacheable: true }],
  ['_ansible_task_diff', false, { showsDiff: false }],
  ['_ansible_no_log', true, { noLog: true }],
  ['_ansible_delegated_vars', delegated, { delegate }],
];

describe('internal members of results and the remarks that they are', () => {
  it.each(pairs)('%s: %o is read and written', (key, value, remarks) => {
    const read = readRemarks(Dict.of({ rc: 0, [key]: value }));
    expect(read).toEqual({ data: Dict.of({ rc: 0 }), remarks });
    expect(withInternalKeys(Dict.of({ rc: 0 }), remarks)).toEqual(Dict.of({ rc: 0, [key]: value }));
  });

  it('takes any value by its truth, and says nothing of members that mean nothing', () => {
    const { data, remarks } = readRemarks(Dict.of({ _ansible_no_log: 1, _ansible_other: 2 }));
    expect(remarks).toEqual({ noLog: true });
    expect([...data.keys()]).toEqual(['_ansible_other']);
  });

  it('writes what the results of a loop say into each of them, and changes nothing that it was given', () => {
    const loop = Dict.of({ results: [Dict.of({ rc: 0 }), 'no dict'] });
    const item = { ignoreErrors: true, ignoreUnreachable: false, label: 'one' };
    const items: ResultRemarks[] = [{ warnings: [], deprecations: [], isParsed: true, item }];
    expect(dumpJson(withInternalKeys(loop, {}, items))).toBe(
      '{"results": [{"rc": 0, "_ansible_parsed": true, "_ansible_item_result": true, "_ansible_ignore_errors": true, ' +
        '"_ansible_ignore_unreachable": false, "_ansible_item_label": "one"}, "no dict"]}',
    );
    expect(dumpJson(loop)).toBe('{"results": [{"rc": 0}, "no dict"]}');
  });

  it('has no member for what Ansible has none for', () => {
    const own: Remarks = {
      failedInModule: true,
      errorChain: [],
      warningHelp: new Map(),
      deprecatedMembers: [],
    };
    expect(withInternalKeys(Dict.of({ rc: 0 }), own)).toEqual(Dict.of({ rc: 0 }));
  });

  it('leaves them out at any depth', () => {
    const deep = Dict.of({
      _ansible_a: 1,
      list: [Dict.of({ _ansible_b: 1, c: 2 })],
      d: Dict.of({ _ansible_e: 1 }),
    });
    expect(dumpJson(withoutInternalKeys(deep))).toBe('{"list": [{"c": 2}], "d": {}}');
  });
});
