import { typeError } from '../../python/python-error.ts';
import { textOf } from '../text-argument.ts';
import type { Value } from '../../python/value.ts';
import { signature } from '../argument-binder.ts';
import { patternOf } from '../filters/regex.ts';
import type { TestDefinition } from '../registry.ts';

/** Ansible's tests with regular expressions. */
export const patternTests: readonly TestDefinition[] = [
  withPattern('match', 'match'),
  withPattern('search', 'search'),
  {
    name: 'regex',
    signature: signature("value='', pattern='', ignorecase=False, multiline=False, match_type='search'"),
    call: (context, value, pattern, ignoreCase, multiline, type) => {
      const compiled = patternOf(context, pattern as Value, ignoreCase as Value, multiline as Value);
      const text = textOf(value as Value);
      if (type === 'match') return compiled.match(text) !== undefined;
      if (type === 'fullmatch') return compiled.fullmatch(text) !== undefined;
      if (type === 'findall') return compiled.findAll(text).length > 0;
      if (type !== 'search') throw typeError("'str' object is not callable");
      return compiled.search(text) !== undefined;
    },
  },
];

function withPattern(name: string, method: 'match' | 'search'): TestDefinition {
  return {
    name,
    signature: signature("value, pattern='', ignorecase=False, multiline=False"),
    call: (context, value, pattern, ignoreCase, multiline) =>
      patternOf(context, pattern as Value, ignoreCase as Value, multiline as Value)[method](
        textOf(value as Value),
      ) !== undefined,
  };
}
