import { repr } from '../../python/repr.ts';
import { typeName } from '../../python/type-name.ts';
import { isInt, type Value } from '../../python/value.ts';
import { equals } from '../../python/equality.ts';
import { signature } from '../argument-binder.ts';
import type { FilterDefinition } from '../registry.ts';
import { stringOf } from '../text-argument.ts';

const trueWords = new Set(['yes', 'on', 'true', '1']);
const falseWords = new Set(['no', 'off', 'false', '0']);

/** Ansible's `bool`: what it does not know is False but for what equals 1, with a deprecation. */
export const booleanFilters: readonly FilterDefinition[] = [
  {
    name: 'bool',
    signature: signature('value'),
    call: (context, value) => {
      const known = wellKnownBoolean(value as Value);
      if (known !== undefined) return known;
      const result = equals(value as Value, 1);
      const shown = result ? 'True' : 'False';
      context.lookups.deprecate(
        `The \`bool\` filter coerced invalid value ${repr(value as Value)} (${typeName(value as Value)}) to ${shown}.`,
        '2.23',
      );
      return result;
    },
  },
];

/** True or False for `yes`, `off`, 1, '0'...; undefined for anything else. */
function wellKnownBoolean(value: Value): boolean | undefined {
  if (typeof value === 'boolean') return value;
  const word = isInt(value) ? String(value) : stringOf(value)?.toLowerCase();
  if (word === undefined) return undefined;
  if (trueWords.has(word)) return true;
  return falseWords.has(word) ? false : undefined;
}
