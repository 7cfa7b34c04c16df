import { stringRepr } from '../../python/repr.ts';
import { isTruthy } from '../../python/truth.ts';
import { typeName } from '../../python/type-name.ts';
import type { Value } from '../../python/value.ts';
import { signature } from '../argument-binder.ts';
import { pluginFailure } from '../plugin-failure.ts';
import type { FilterDefinition } from '../registry.ts';
import { textOf } from '../text-argument.ts';
import { Undefined, UndefinedUse } from '../undefined.ts';

/** Filters that deal with values that may be missing. An error that was deferred passes through `default`. */
export const presenceFilters: readonly FilterDefinition[] = [
  {
    name: 'default',
    vaults: 'given',
    markup: 'given',
    aliases: ['d'],
    signature: signature("value, default_value='', boolean=False"),
    takesUndefined: true,
    call: (_context, value, fallback, boolean) => {
      if (boolean instanceof Undefined) {
        throw pluginFailure("The 'boolean' argument must be of type 'bool'.", {
          cause: new UndefinedUse(boolean),
        });
      }
      if (typeof boolean !== 'boolean') {
        throw pluginFailure(
          `The 'boolean' argument must be of type 'bool', not '${typeName(boolean as Value)}'.`,
        );
      }
      if (isMissing(value as Value)) return fallback as Value;
      return boolean && !isTruthy(value as Value) ? (fallback as Value) : (value as Value);
    },
  },
  {
    name: 'mandatory',
    vaults: 'given',
    markup: 'given',
    signature: signature('a, msg=None'),
    takesUndefined: true,
    call: (_context, value, message) => {
      if (!isMissing(value as Value)) return value as Value;
      if (message !== null) throw pluginFailure(textOf(message as Value));
      const name = nameIn((value as Undefined).message);
      throw pluginFailure(
        `Mandatory variable ${name === undefined ? '' : `${stringRepr(name)} `}not defined.`,
      );
    },
  },
  {
    name: 'ternary',
    vaults: 'given',
    markup: 'given',
    signature: signature('value, true_val, false_val, none_val=None'),
    takesUndefined: true,
    call: (_context, value, whenTrue, whenFalse, whenNone) => {
      if (value === null && whenNone !== null) return whenNone as Value;
      return (isTruthy(value as Value) ? whenTrue : whenFalse) as Value;
    },
  },
  {
    name: 'type_debug',
    markup: 'given',
    signature: signature('obj'),
    takesUndefined: true,
    call: (_context, value) => {
      if (value instanceof Undefined) return value.error ? 'CapturedExceptionMarker' : 'UndefinedMarker';
      const type = typeName(value as Value);
      return views.has(type) ? 'list' : type;
    },
  },
];

/** What a dict's methods give reaches filters as a list. */
const views = new Set(['dict_keys', 'dict_values', 'dict_items']);

/** Something that is just not there, as opposed to an error, or to what a conditional expression without `else` gave. */
function isMissing(value: Value): boolean {
  return value instanceof Undefined && value.error === undefined;
}

/** The name that an Undefined is about, which ansible-core keeps apart and mitorun has in the message. */
function nameIn(message: string): string | undefined {
  return /^'(.*)' is undefined$/.exec(message)?.[1] ?? /has no attribute '(.*)'$/.exec(message)?.[1];
}
