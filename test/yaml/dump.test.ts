import { describe, expect, it } from 'vitest';
import { Bytes } from '../../src/python/bytes.ts';
import { PyDate, PyDateTime } from '../../src/python/datetime.ts';
import { Dict } from '../../src/python/dict.ts';
import { PySet } from '../../src/python/set.ts';
import { Tuple } from '../../src/python/tuple.ts';
import { float, int, type Value } from '../../src/python/value.ts';
import { VaultString } from '../../src/python/vault-string.ts';
import { dumpYaml, type DumpOptions } from '../../src/yaml/dump.ts';
import { readCases } from './read-cases.ts';

interface DumpCase {
  value: Encoded;
  options: Record<string, never>;
  text: string;
}
type Encoded = null | boolean | string | Encoded[] | { [type: string]: Encoded[] | string | number[] };

const floats: Record<string, number> = { inf: Infinity, nan: NaN };

function decode(encoded: Encoded): Value {
  if (encoded === null || typeof encoded !== 'object') return encoded;
  if (Array.isArray(encoded)) return encoded.map(decode);
  const [type = '', content = ''] = Object.entries(encoded)[0] ?? [];
  if (typeof content === 'string') {
    if (type === 'int') return int(BigInt(content));
    if (type === 'float') return floats[content] ?? float(Number(content));
    return new Bytes(Buffer.from(content, 'hex'));
  }
  if (type === 'date' || type === 'datetime') {
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, microsecond = 0] =
      content as number[];
    if (type === 'date') return new PyDate(year, month, day);
    return new PyDateTime({
      year,
      month,
      day,
      hour,
      minute,
      second,
      microsecond,
      offset: (content[7] as number | null) ?? null,
    });
  }
  const members = (content as Encoded[]).map(decode);
  if (type === 'tuple') return new Tuple(members);
  return type === 'set' ? new PySet(members) : new Dict(members as [Value, Value][]);
}

function options(recorded: Record<string, never>): DumpOptions {
  return {
    indent: recorded['indent'],
    width: recorded['width'],
    sortKeys: recorded['sort_keys'],
    defaultFlowStyle: recorded['default_flow_style'],
    defaultStyle: recorded['default_style'],
    allowUnicode: recorded['allow_unicode'],
    explicitStart: recorded['explicit_start'],
    explicitEnd: recorded['explicit_end'],
  };
}

describe('dumpYaml', () => {
  it("writes random values byte for byte as PyYAML's C emitter", () => {
    const cases = readCases<DumpCase>('dump.json');
    const differences = cases
      .map(({ value, options: recorded, text }) => ({
        expected: text,
        actual: dumpYaml(decode(value), options(recorded)),
      }))
      .filter(({ expected, actual }) => expected !== actual);
    expect(cases).toHaveLength(500);
    expect(differences).toEqual([]);
  });

  it('writes a list that occurs twice once, as to_yaml and to_nice_yaml do', () => {
    const list: Value = [1];
    const map = Dict.of({ a: 1 });
    expect(dumpYaml([list, list], { defaultFlowStyle: null })).toBe('- &id001 [1]\n- *id001\n');
    const value = Dict.of({ a: list, b: list, c: map, e: map });
    expect(dumpYaml(value, { indent: 4 })).toBe(
      'a: &id001\n- 1\nb: *id001\nc: &id002\n    a: 1\ne: *id002\n',
    );
  });

  it('writes dates, the same one twice included', () => {
    const date = new PyDate(2020, 1, 1);
    expect(dumpYaml([date, date])).toBe('- 2020-01-01\n- 2020-01-01\n');
  });

  it('writes a vault value encrypted', () => {
    const vault = new VaultString('$ANSIBLE_VAULT;1.1;AES256\n6162\n', () => 'plain');
    expect(dumpYaml(Dict.of({ a: vault }))).toBe('a: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  6162\n');
  });
});
