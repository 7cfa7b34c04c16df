import { constants } from 'node:os';
import { PythonError } from './python-error.ts';
import { stringRepr } from './repr.ts';

const texts: Readonly<Record<string, string>> = {
  ENOENT: 'No such file or directory',
  EACCES: 'Permission denied',
  EISDIR: 'Is a directory',
  ENOTDIR: 'Not a directory',
  EPERM: 'Operation not permitted',
  ELOOP: 'Too many levels of symbolic links',
};

/** What Node.js reports of a file, as Python's OSError; `bytes`: Python was given the path as bytes. */
export function osError(error: unknown, path: string, bytes = false): PythonError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const number = (constants.errno as Readonly<Record<string, number>>)[code];
  const text = texts[code] ?? (error instanceof Error ? error.message : String(error));
  const shown = `${bytes ? 'b' : ''}${stringRepr(path)}`;
  return new PythonError('OSError', number === undefined ? text : `[Errno ${number}] ${text}: ${shown}`);
}
