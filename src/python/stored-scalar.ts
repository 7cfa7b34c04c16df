import { Bytes } from './bytes.ts';
import { PyTime } from './clock-time.ts';
import { PyDate, PyDateTime } from './datetime.ts';
import { DeprecatedValue } from './deprecated-value.ts';
import { OMIT } from './omit.ts';
import { TrustedText } from './trusted-text.ts';
import { PyFloat, type Value } from './value.ts';
import { VaultString } from './vault-string.ts';

/** Whether a value that is an object here is one without members, which a variable can hold as it is. */
export function isStoredScalar(value: Value): boolean {
  return (
    value instanceof PyFloat ||
    value instanceof PyDate ||
    value instanceof PyDateTime ||
    value instanceof PyTime ||
    value instanceof Bytes ||
    value instanceof VaultString ||
    value instanceof TrustedText ||
    value instanceof DeprecatedValue ||
    value === OMIT
  );
}
