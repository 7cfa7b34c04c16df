import { escapedFile } from '../../python/escaped-file.ts';
import { PythonError } from '../../python/python-error.ts';
import { existsSync, readFileSync } from '../../python/file-system.ts';
import { join, resolve } from 'node:path';
import { decodeBytes } from '../../python/codecs.ts';
import { expandHome } from '../../python/expand-home.ts';
import { dirname } from '../filters/path.ts';
import { MitorunError } from '../../errors/mitorun-error.ts';
import { stringRepr } from '../../python/repr.ts';
import { isTruthy } from '../../python/truth.ts';
import type { Value } from '../../python/value.ts';
import { osError } from '../../python/os-error.ts';
import { pluginFailure } from '../plugin-failure.ts';
import { stringOf } from '../text-argument.ts';
import { requiredTerm } from './option-types.ts';
import type { CallContext } from '../registry.ts';

/**
 * The file that a lookup's term names: absolute, or the first of the search path, each entry with and without `subdirectory`, then
 * the playbook's directory. Undefined where there is none (DataLoader.path_dwim_relative_stack).
 */
export function findFile(
  context: CallContext,
  subdirectory: string | undefined,
  wanted: string,
): string | undefined {
  const { searchPath, baseDirectory } = context.lookups;
  if (wanted.startsWith('/') || wanted.startsWith('~')) {
    const path = resolve(expandHome(wanted));
    return existsSync(path) ? path : undefined;
  }
  const within =
    subdirectory === undefined || wanted.split('/')[0] === subdirectory ? undefined : subdirectory;
  const candidates: string[] = [];
  for (const path of searchPath) {
    const full = resolve(expandHome(path));
    const parent = dirname(full);
    if (parent.endsWith('/tasks'))
      candidates.push(join(dirname(parent), subdirectory ?? '', wanted), join(parent, wanted));
    if (within !== undefined) candidates.push(join(full, within, wanted));
    candidates.push(join(full, wanted));
  }
  if (within !== undefined) candidates.push(join(baseDirectory, within, wanted));
  candidates.push(join(baseDirectory, wanted));
  return candidates.find((candidate) => existsSync(candidate));
}

/** As `findFile`, with Ansible's warning where nothing is found. */
export function findFileOrWarn(
  context: CallContext,
  subdirectory: string,
  wanted: string,
): string | undefined {
  const found = findFile(context, subdirectory, wanted);
  if (found === undefined) {
    context.lookups.warn(`Unable to find '${wanted}' in expected paths (use -vvvvv to see paths)`);
  }
  return found;
}

/** The name of a file in a term: undefined for what is empty and no str, which Ansible finds nowhere. */
export function fileTerm(term: Value): string | undefined {
  return stringOf(term) === undefined && !isTruthy(term) ? undefined : requiredTerm(term, 'startswith');
}

/** What the loader of ansible-core says of a file that is there and cannot be read. */
export function readable<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof PythonError || error instanceof MitorunError) throw error;
    const full = resolve(path);
    throw pluginFailure(`An error occurred while trying to read the file ${stringRepr(full)}.`, {
      cause: osError(error, full),
    });
  }
}

/**
 * The text of a file, decrypted where it is vaulted. Bytes that are none of its encoding are kept as surrogates, with
 * Ansible's deprecation. @param encoding one that the user may have chosen
 */
export function readText(context: CallContext, path: string, encoding?: string): string {
  const content = readBytes(context, path);
  try {
    return decodeBytes(content, encoding ?? 'utf-8');
  } catch (error) {
    if (!(error instanceof PythonError) || error.type !== 'UnicodeError') throw error;
    const { message, removedIn, help } = escapedFile(path, encoding, encoding !== undefined);
    context.lookups.deprecate(message, removedIn, { help });
    return decodeBytes(content, encoding ?? 'utf-8', 'surrogateescape');
  }
}

/** The bytes of a file, decrypted where it is vaulted. */
export function readBytes(context: CallContext, path: string): Buffer {
  return context.lookups.decrypt(readFileSync(path), path);
}
