import { describe, expect, it } from 'vitest';
import { validateArguments } from '../../../src/actions/argument-spec/validate.ts';
import { Dict } from '../../../src/python/dict.ts';
import { parseJson } from '../../../src/python/json/parse.ts';
import { dumpJson } from '../../../src/python/json/dump.ts';

function dict(json: string): Dict {
  const value = parseJson(json);
  if (!(value instanceof Dict)) throw new Error('not a dict');
  return value;
}

function validate(spec: string, given: string, rules = '{}') {
  const { parameters, errors } = validateArguments(dict(spec), dict(given), dict(rules));
  return { parameters: dumpJson(parameters), errors: errors.map(({ message }) => message) };
}

describe('arguments that fit', () => {
  const cases: [string, string, string, string][] = [
    ['text', '{"a": {}}', '{"a": 1}', '{"a": "1"}'],
    ['whole numbers in text', '{"a": {"type": "int"}}', '{"a": " 12 "}', '{"a": 12}'],
    ['words for truths', '{"a": {"type": "bool"}}', '{"a": "off"}', '{"a": false}'],
    ['lists with commas', '{"a": {"type": "list", "elements": "int"}}', '{"a": "1,2"}', '{"a": [1, 2]}'],
    [
      'dicts as pairs',
      '{"a": {"type": "dict"}}',
      '{"a": "x=1, y=\\"a b\\""}',
      '{"a": {"x": "1", "y": "a b"}}',
    ],
    ['dicts as JSON', '{"a": {"type": "dict"}}', '{"a": "{\\"x\\": 1}"}', '{"a": {"x": 1}}'],
    ['sizes', '{"a": {"type": "bytes"}}', '{"a": "1K"}', '{"a": 1024}'],
    ['defaults', '{"a": {"default": "x"}, "b": {}}', '{}', '{"a": "x", "b": null}'],
    ['aliases', '{"a": {"aliases": ["b"]}}', '{"b": "x"}', '{"b": "x", "a": "x"}'],
    ['the one choice that was meant', '{"a": {"choices": ["yes", "never"]}}', '{"a": true}', '{"a": "yes"}'],
    ['nothing for an optional one', '{"a": {"type": "int"}}', '{"a": null}', '{"a": null}'],
    [
      'defaults below',
      '{"a": {"type": "dict", "apply_defaults": true, "options": {"b": {"default": 1, "type": "int"}}}}',
      '{}',
      '{"a": {"b": 1}}',
    ],
  ];
  it.each(cases)('%s', (_name, spec, given, expected) => {
    expect(validate(spec, given)).toEqual({ parameters: expected, errors: [] });
  });
});

describe('what is wrong, in the words of ansible-core', () => {
  const cases: [string, string, string, string, string][] = [
    [
      'missing',
      '{"a": {"required": true}, "b": {"required": true}}',
      '{}',
      '{}',
      'missing required arguments: a, b',
    ],
    ['unknown', '{"a": {"aliases": ["b"]}}', '{"c": 1}', '{}', 'c. Supported parameters include: a (b).'],
    ['no choice', '{"a": {"choices": [1, 2]}}', '{"a": 3}', '{}', 'value of a must be one of: 1, 2, got: 3'],
    [
      'no number',
      '{"a": {"type": "int"}}',
      '{"a": "x"}',
      '{}',
      `argument 'a' is of type str and we were unable to convert to int: "'x'" cannot be converted to an int`,
    ],
    [
      'conflicts',
      '{"a": {}, "b": {}}',
      '{"a": 1, "b": 1}',
      '{"mutually_exclusive": [["a", "b"]]}',
      'parameters are mutually exclusive: a|b',
    ],
    [
      'one without the other',
      '{"a": {}, "b": {}}',
      '{"a": 1}',
      '{"required_together": [["a", "b"]]}',
      'parameters are required together: a, b',
    ],
    [
      'none of several',
      '{"a": {}, "b": {}}',
      '{}',
      '{"required_one_of": [["a", "b"]]}',
      'one of the following is required: a, b',
    ],
    [
      'what a value asks for',
      '{"a": {}, "b": {}}',
      '{"a": "x"}',
      '{"required_if": [["a", "x", ["b"]]]}',
      'a is x but all of the following are missing: b',
    ],
    [
      'what an argument asks for',
      '{"a": {}, "b": {}}',
      '{"a": "x"}',
      '{"required_by": {"a": ["b"]}}',
      "missing parameter(s) required by 'a': b",
    ],
    [
      'below',
      '{"a": {"type": "list", "elements": "dict", "options": {"b": {"required": true}}}}',
      '{"a": [{}]}',
      '{}',
      'missing required arguments: b found in a',
    ],
  ];
  it.each(cases)('%s', (_name, spec, given, rules, expected) => {
    expect(validate(spec, given, rules).errors).toEqual([expected]);
  });
});

it("leaves the caller's suboptions alone", () => {
  const given = dict('{"a": {"b": "1"}}');
  validateArguments(dict('{"a": {"type": "dict", "options": {"b": {"type": "int"}, "c": {}}}}'), given);
  expect(dumpJson(given)).toBe('{"a": {"b": "1"}}');
});
