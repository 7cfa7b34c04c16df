import { describe, expect, it } from 'vitest';
import { convertKeyword } from '../../src/playbook/keywords/convert.ts';
import { findKeyword } from '../../src/playbook/keywords/table.ts';
import { PyFloat, type Value } from '../../src/python/value.ts';

function convert(name: string, value: Value): Value {
  const keyword = findKeyword(name);
  if (!keyword) throw new Error(`no keyword ${name}`);
  return convertKeyword(keyword, value);
}

describe('rendered values in the types of their keywords', () => {
  it.each<[string, Value, Value]>([
    ['become', 'yes', true],
    ['become', 'Off', false],
    ['become', 1, true],
    ['timeout', '30', 30],
    ['timeout', ' 5.0 ', 5],
    ['timeout', true, 1],
    ['delay', '1.5', 1.5],
    ['max_fail_percentage', '30%', new PyFloat(30)],
    ['name', 5, '5'],
    ['serial', '50%', ['50%']],
    ['serial', [1, '20%'], [1, '20%']],
    ['hosts', 'all', ['all']],
    ['tags', null, []],
  ])('%s: %j is %j', (name, value, expected) => {
    expect(convert(name, value)).toEqual(expected);
  });

  it.each<[string, Value, string]>([
    ['become', 'maybe', "The value 'maybe' could not be converted to 'bool'."],
    ['timeout', '1.5', "The value '1.5' could not be converted to 'int'."],
    ['delay', 'x', "The value 'x' could not be converted to 'float'."],
    ['max_fail_percentage', [], "The value [] could not be converted to 'percent'."],
    ['tags', [1.5], "Keyword 'tags' items must be of type 'str' or 'int', not 'float'."],
    ['hosts', [' '], "Keyword 'hosts' is required, and cannot have empty values."],
  ])('%s: %j is refused', (name, value, message) => {
    expect(() => convert(name, value)).toThrow(message);
  });
});
