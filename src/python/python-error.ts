/** The names of Python's exceptions that values, filters and lookups raise. */
export type PythonErrorType =
  | 'TypeError'
  | 'SyntaxError'
  | 'ValueError'
  | 'KeyError'
  | 'IndexError'
  | 'LookupError'
  | 'AttributeError'
  | 'ZeroDivisionError'
  | 'OverflowError'
  | 'MemoryError'
  | 'UnicodeError'
  | 'RuntimeError'
  | 'StopIteration'
  | 'NotImplementedError'
  | 'OSError';

/**
 * An exception that Python would raise for what a person's template or data asks. The template engine turns it into an
 * error with an origin; a native JavaScript error means a bug in mitorun instead and is never turned into one.
 */
export class PythonError extends Error {
  readonly type: PythonErrorType;
  constructor(type: PythonErrorType, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = type;
    this.type = type;
  }
}

export function typeError(message: string): PythonError {
  return new PythonError('TypeError', message);
}

export function valueError(message: string): PythonError {
  return new PythonError('ValueError', message);
}
