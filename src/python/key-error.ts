import { PythonError } from './python-error.ts';
import { repr } from './repr.ts';
import type { Value } from './value.ts';

/** Python's KeyError, whose text is the repr of the key. */
export function keyError(key: Value): PythonError {
  return new PythonError('KeyError', repr(key));
}
