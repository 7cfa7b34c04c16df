import { encodeStrict, isWellFormed } from '../bytes-text.ts';
import { Dict } from '../dict.ts';
import { PythonError } from '../python-error.ts';
import type { Value } from '../value.ts';

/** How to do without the check. */
export const strictTextHint = 'This check can be disabled with the `MODULE_STRICT_UTF8_RESPONSE` setting.';

/** False for JSON text that can bring in no lone surrogate, neither as it stands nor by `\u`. */
export function mayHoldSurrogates(json: string): boolean {
  return /\\u[dD][89a-fA-F]/.test(json) || !isWellFormed(json);
}

/**
 * Why ansible-core 2.19 refuses a value that came as JSON: the first text or key in it that UTF-8 cannot hold
 * (`_json/_profiles`); undefined where there is none.
 */
export function surrogateFault(value: Value): string | undefined {
  if (typeof value === 'string') return faultOf(value);
  const members = Array.isArray(value) ? value : value instanceof Dict ? membersOf(value) : [];
  for (const member of members) {
    const fault = surrogateFault(member);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function* membersOf(dict: Dict): Iterable<Value> {
  for (const [key, member] of dict) {
    yield key;
    yield member;
  }
}

function faultOf(text: string): string | undefined {
  try {
    encodeStrict(text);
    return undefined;
  } catch (error) {
    if (!(error instanceof PythonError)) throw error;
    return `Refusing to deserialize an invalid UTF8 string value: ${error.message}`;
  }
}
