import { describe, expect, test } from 'vitest';
import type { Answer } from '../../../src/actions/answer.ts';
import { markDeprecated } from '../../../src/actions/module-run/deprecated-members.ts';
import { parseModuleResult, tidyModuleResult } from '../../../src/actions/module-run/parse-result.ts';
import { DeprecatedValue } from '../../../src/python/deprecated-value.ts';
import { Dict } from '../../../src/python/dict.ts';
import { dumpJson } from '../../../src/python/json/dump.ts';
import { repr } from '../../../src/python/repr.ts';
import { dumpYaml } from '../../../src/yaml/dump.ts';

const plugin = { __ansible_type: 'PluginInfo', resolved_name: 'a.b.c', type: kind('module') };
function kind(value: string): object {
  return { __ansible_type: 'PluginType', value };
}
const tag = { __ansible_type: 'Deprecated', msg: 'it goes', version: '9.9', deprecator: plugin };
const marked = (type: string, value: unknown, tags: unknown = [tag]): object => ({
  __ansible_type: `_AnsibleTagged${type}`,
  value,
  tags,
});
const moment = (type: string, iso8601: string): object => ({
  __ansible_type: `AnsibleSerializable${type}`,
  iso8601,
  fold: 0,
});

function answerTo(members: object, profile = 'module_modern_m2c'): Answer {
  const outcome = { rc: 0, stdout: JSON.stringify(members), stderr: '' };
  const { data, remarks } = parseModuleResult(outcome, () => undefined, true, profile);
  return { data: tidyModuleResult(data, () => undefined), remarks };
}

function resultOf(members: object, profile?: string): Dict {
  return answerTo(members, profile).data;
}

const timeWithZone =
  'datetime.time(1, 2, 3, 500000, tzinfo=datetime.timezone(datetime.timedelta(seconds=7200)))';

/** What is in the result's `x`, in Python's words. */
const shown = (value: unknown): string => repr(resultOf({ x: value }).get('x') ?? null);

describe('item 4: objects of a module of ansible-core 2.19 or later are the values that they stand for', () => {
  test.each([
    ['text', marked('Str', 'v'), "'v'"],
    ['an int', marked('Int', 5), '5'],

    ['a float', marked('Float', 1.5), '1.5'],
    ['a list', marked('List', [1, marked('Str', 'in it')]), "[1, 'in it']"],
    ['a tuple', marked('Tuple', [1, 2]), '[1, 2]'],
    ['a set', marked('Set', ['a']), "['a']"],
    ['a dict', marked('Dict', { a: marked('Int', 1) }), "{'a': 1}"],
    ['bytes', marked('Bytes', 'data'), "'data'"],
    ['a date as text', marked('Date', '2024-01-02'), "'2024-01-02'"],
    ['a time as text', marked('Time', '01:02:03'), "'01:02:03'"],
    ['a moment as text', marked('DateTime', '2024-01-02T03:04:05'), "'2024-01-02T03:04:05'"],
    ['a date', moment('Date', '2024-01-02'), 'datetime.date(2024, 1, 2)'],
    ['a marked date', marked('Date', moment('Date', '2024-01-02')), 'datetime.date(2024, 1, 2)'],
    ['a moment', moment('DateTime', '2024-01-02T03:04:05'), 'datetime.datetime(2024, 1, 2, 3, 4, 5)'],
    ['a time', moment('Time', '01:02:03'), 'datetime.time(1, 2, 3)'],
    ['a time with a zone', moment('Time', '01:02:03.5+02:00'), timeWithZone],
    ['a kind of plug-in', kind('module'), "'module'"],
    ['a plug-in', plugin, "{'resolved_name': 'a.b.c', 'type': 'module'}"],
    ['an event', { __ansible_type: 'Event', msg: 'm' }, "{'msg': 'm'}"],
    [
      'a summary outside of its place',
      { __ansible_type: 'ErrorSummary', event: { __ansible_type: 'Event', msg: 'm' } },
      "{'event': {'msg': 'm'}}",
    ],
    ['no tags', marked('Str', 'v', []), "'v'"],
    ['deep inside', { a: [{ b: marked('Str', 'v') }] }, "{'a': [{'b': 'v'}]}"],
  ])('%s', (_name, written, expected) => {
    expect(shown(written)).toBe(expected);
  });

  test('other objects are refused, whoever wrote them', () => {
    expect(() => shown({ __ansible_type: 'Foo' })).toThrow(
      "Object of type 'Foo' is not JSON deserializable by the 'module_modern_m2c' profile.",
    );
    expect(() => resultOf({ x: moment('Date', '2024-01-02') }, 'module_legacy_m2c')).toThrow(
      "Object of type 'AnsibleSerializableDate' is not JSON deserializable by the 'module_legacy_m2c' profile.",
    );
    expect(() => shown({ __ansible_type: '_AnsibleTaggedStr', value: 1, other: 2 })).toThrow(
      "AnsibleTagHelper.tag() got an unexpected keyword argument 'other'",
    );
  });

  test('what is deprecated is known to variables, and to nothing that shows it', () => {
    const { data: result, remarks } = answerTo({
      x: marked('Str', 'v'),
      y: { z: marked('Dict', { a: marked('Int', 1) }) },
    });
    expect(result.get('x')).toBe('v');
    const variable = markDeprecated(result, remarks.deprecatedMembers);
    if (!(variable instanceof Dict)) throw new Error('no dict');
    const x = variable.get('x');
    expect(x).toBeInstanceOf(DeprecatedValue);
    expect(x instanceof DeprecatedValue && x.deprecation).toMatchObject({
      message: 'it goes',
      version: '9.9',
      collection: 'a.b',
      deprecator: 'a.b.c',
      kind: 'module',
    });
    const written = new Dict([...variable].filter(([key]) => key === 'x' || key === 'y'));
    expect(dumpJson(written)).toBe('{"x": "v", "y": {"z": {"a": 1}}}');
    expect(repr(written)).toBe("{'x': 'v', 'y': {'z': {'a': 1}}}");
    expect(dumpYaml(written)).toBe('x: v\ny:\n  z:\n    a: 1\n');
  });

  test('lists, None and booleans cannot be marked', () => {
    const { data, remarks } = answerTo({ x: marked('List', [1]), y: marked('Str', null) });
    const variable = markDeprecated(data, remarks.deprecatedMembers);
    if (!(variable instanceof Dict)) throw new Error('no dict');
    expect(repr(variable.get('x') ?? null)).toBe('[1]');
    expect(variable.get('x')).not.toBeInstanceOf(DeprecatedValue);
    expect(variable.get('y')).toBeNull();
  });

  test('a result without any costs nothing and is itself', () => {
    const { data, remarks } = answerTo({ x: { a: 1 } });
    expect(markDeprecated(data, remarks.deprecatedMembers)).toBe(data);
  });
});
