import { readSync, closeSync } from 'node:fs';
import { openSync, statSync } from '../../python/file-system.ts';
import { dirname, resolve } from 'node:path';
import { numeric } from '../../python/operators/number.ts';
import { PythonError, typeError } from '../../python/python-error.ts';
import { str, stringRepr } from '../../python/repr.ts';
import { typeName } from '../../python/type-name.ts';
import type { Value } from '../../python/value.ts';
import { isVaulted } from '../../vault/envelope.ts';
import { signature } from '../argument-binder.ts';
import { osError } from '../../python/os-error.ts';
import { pluginFailure } from '../plugin-failure.ts';
import type { TestDefinition } from '../registry.ts';
import { stringOf } from '../text-argument.ts';
import { isDirectory, isFile, linkStatus, pathStatus } from '../../python/os-path.ts';

/** Ansible's tests of files on the controller, as `os.path` has them. */
export const fileTests: readonly TestDefinition[] = [
  ofPath('file', ['is_file'], 'stat', isFile),
  ofPath('directory', ['is_dir'], 'stat', isDirectory),
  ofPath('exists', [], 'stat', (path) => pathStatus(path) !== undefined),
  ofPath('link', ['is_link'], 'lstat', (path) => linkStatus(path)?.isSymbolicLink() ?? false),
  ofPath('link_exists', [], 'lstat', (path) => linkStatus(path) !== undefined),
  ofPath('mount', ['is_mount'], 'lstat', isMountPoint),
  {
    name: 'abs',
    aliases: ['is_abs'],
    signature: signature('s'),
    call: (_context, path) => {
      const text = stringOf(path as Value);
      if (text !== undefined) return text.startsWith('/');
      throw typeError(`expected str, bytes or os.PathLike object, not ${typeName(path as Value)}`);
    },
  },
  {
    name: 'same_file',
    aliases: ['is_same_file'],
    signature: signature('f1, f2'),
    impure: true,
    call: (_context, first, second) => {
      const [a, b] = [first, second].map((path) => statOrRaise(path as Value));
      return a?.ino === b?.ino && a?.dev === b?.dev;
    },
  },
  {
    name: 'vaulted_file',
    signature: signature('value'),
    impure: true,
    call: (_context, value) => isVaultedFile(absolute(value as Value, 'open'), str(value as Value)),
  },
];

function ofPath(
  name: string,
  aliases: readonly string[],
  call: string,
  holds: (path: string) => boolean,
): TestDefinition {
  return {
    name,
    aliases,
    signature: signature('path'),
    impure: true,
    call: (_context, path) => {
      // Python takes an integer for a file descriptor of its own; there is none to look at here.
      if (call === 'stat' && numeric(path as Value)?.kind === 'int') return false;
      return holds(absolute(path as Value, call));
    },
  };
}

function absolute(path: Value, call: string): string {
  const text = stringOf(path);
  if (text !== undefined) return resolve(text);
  const allowed = call === 'lstat' ? 'string, bytes or os.PathLike' : 'string, bytes, os.PathLike or integer';
  throw typeError(`${call}: path should be ${allowed}, not ${typeName(path)}`);
}

function statOrRaise(path: Value): { ino: number; dev: number } {
  const file = absolute(path, 'stat');
  const stats = pathStatus(file);
  if (stats) return stats;
  throw new PythonError(
    'OSError',
    `[Errno 2] No such file or directory: ${stringRepr(stringOf(path) ?? file)}`,
  );
}

function isMountPoint(path: string): boolean {
  const own = linkStatus(path);
  if (!own || own.isSymbolicLink()) return false;
  const parent = statSync(own.isDirectory() ? resolve(path, '..') : dirname(path));
  return own.dev !== parent.dev || own.ino === parent.ino;
}

function isVaultedFile(path: string, given: string): boolean {
  try {
    const head = Buffer.alloc(64);
    const descriptor = openSync(path, 'r');
    try {
      return isVaulted(head.subarray(0, readSync(descriptor, head, 0, head.length, 0)));
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    const cause = osError(error, given, true);
    throw pluginFailure(`Cannot test if the file ${stringRepr(given)} is a vault.`, { cause });
  }
}
