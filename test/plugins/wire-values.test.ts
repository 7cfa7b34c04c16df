import { describe, expect, it } from 'vitest';
import { dumpJson } from '../../src/python/json/dump.ts';
import { Bytes } from '../../src/python/bytes.ts';
import { PyDate, PyDateTime } from '../../src/python/datetime.ts';
import { Dict } from '../../src/python/dict.ts';
import { OMIT } from '../../src/python/omit.ts';
import { PyRange } from '../../src/python/range.ts';
import { repr } from '../../src/python/repr.ts';
import { PySet } from '../../src/python/set.ts';
import { TemplateString } from '../../src/python/template-string.ts';
import { PyTime } from '../../src/python/clock-time.ts';
import { PyTimedelta } from '../../src/python/timedelta.ts';
import { Tuple } from '../../src/python/tuple.ts';
import { PyFloat, type Value } from '../../src/python/value.ts';
import { VaultString } from '../../src/python/vault-string.ts';
import { fromWire, readMessage, toWire } from '../../src/plugins/helper-values.ts';
import { Undefined, UndefinedUse } from '../../src/template/undefined.ts';
import { HostVariables } from '../../src/vars/host-variables.ts';

/** There and back, as a message of the helper brings it. */
function carried(value: Value): Value {
  const line = dumpJson(Dict.of({ result: toWire(value) }));
  return fromWire(readMessage(line).get('result') ?? null, line);
}

const moment = { year: 2024, month: 1, day: 31, hour: 1, minute: 2, second: 3, microsecond: 4 };

const kept: readonly (readonly [string, Value])[] = [
  ['None', null],
  ['an int', 1],
  ['a float that holds an integer', new PyFloat(1)],
  ['an int beyond 2^53', 2n ** 70n],
  ['text', 'é "\n'],
  ['half a surrogate pair', '\udc80'],
  ['a tuple', new Tuple([1, new Tuple([])])],
  ['a set', new PySet([1, 'a'])],
  ['bytes', new Bytes(Buffer.from([0, 255]))],
  ['a date', new PyDate(2024, 1, 31)],
  ['a naive datetime', new PyDateTime({ ...moment, offset: null })],
  ['a datetime with a zone', new PyDateTime({ ...moment, offset: -3600 })],
  ['a timedelta', new PyTimedelta(-1n)],
  ['a time', new PyTime({ hour: 1, minute: 2, second: 3, microsecond: 4, offset: -3600 })],
  ['a range', new PyRange(0, 10, 2)],
  ['keys that look like numbers, in their order', Dict.of({ '2': 1, '1': 2 })],
  [
    'keys of any type',
    new Dict([
      [1, 'a'],
      ['1', 'b'],
      [true, 'c'],
      [new Tuple([1]), 'd'],
    ]),
  ],
  ['a dict that looks like a tag', Dict.of({ '!': 'tuple', v: [1] })],
];

describe('values on the wire', () => {
  it.each(kept)('keep %s', (_name, value) => {
    const back = carried(value);
    expect(repr(back)).toBe(repr(value));
    expect(repr(carried([value, Dict.of({ in: value })]))).toBe(repr([value, Dict.of({ in: value })]));
  });

  it('keeps what omits a member', () => {
    expect(carried(OMIT)).toBe(OMIT);
  });

  it('sends a template as one, or what it is worth', () => {
    const template = new TemplateString('{{ a }}');
    expect(repr(toWire(template))).toBe("{'!': 'template', 'v': '{{ a }}'}");
    expect(toWire(template, { render: () => 'A' })).toBe('A');
  });

  it('sends the plain text of what is vaulted', () => {
    expect(toWire(new VaultString('$ANSIBLE_VAULT', () => 'plain'))).toBe('plain');
  });

  it('trips over an undefined member', () => {
    expect(() => toWire([new Undefined('nobody')])).toThrow(UndefinedUse);
  });

  it('leaves a dict that computes its members where it is', () => {
    const hosts = new HostVariables({
      hosts: () => ['a'],
      known: () => true,
      variablesOf: () => {
        throw new Error('asked for');
      },
    });
    expect(repr(toWire([hosts], { refer: () => 7 }))).toBe("[{'!': 'fetched', 'v': 7}]");
  });

  it('hands out containers in which nothing changes as they are', () => {
    const plain = [1, Dict.of({ a: ['b'] })];
    expect(toWire(plain)).toBe(plain);
  });
});
