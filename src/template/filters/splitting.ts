import { integerOf } from '../../python/operators/number.ts';
import { typeError, valueError } from '../../python/python-error.ts';
import type { Value } from '../../python/value.ts';
import { typeName } from '../../python/type-name.ts';
import { signature } from '../argument-binder.ts';
import type { FilterDefinition } from '../registry.ts';
import { stringOf } from '../text-argument.ts';
import { findBlank, stripStart } from './strip.ts';

/** Ansible's `split`, which is Python's `str.split`. */
export const splittingFilters: readonly FilterDefinition[] = [
  {
    name: 'split',
    signature: signature('value, sep=None, maxsplit=-1'),
    call: (_context, value, separator, limit) => {
      const text = stringOf(value as Value);
      if (text === undefined) {
        throw typeError(
          `descriptor 'split' for 'str' objects doesn't apply to a '${typeName(value as Value)}' object`,
        );
      }
      const most = integerOf(limit as Value) ?? -1;
      if (separator === null) return splitAtBlanks(text, most);
      const at = stringOf(separator as Value);
      if (at === undefined) throw typeError(`must be str or None, not ${typeName(separator as Value)}`);
      if (at === '') throw valueError('empty separator');
      const parts = text.split(at);
      if (most < 0 || parts.length <= most + 1) return parts;
      return [...parts.slice(0, most), parts.slice(most).join(at)];
    },
  },
];

function splitAtBlanks(text: string, most: number): Value {
  const parts: string[] = [];
  let rest = stripStart(text);
  while (rest !== '' && parts.length !== most) {
    const blank = findBlank(rest);
    if (blank < 0) break;
    parts.push(rest.slice(0, blank));
    rest = stripStart(rest.slice(blank));
  }
  return rest === '' ? parts : [...parts, rest];
}
