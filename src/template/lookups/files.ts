import { decodeEscaping } from '../../python/bytes-text.ts';
import { basename, join } from 'node:path';
import { PythonError, typeError } from '../../python/python-error.ts';
import { repr, stringRepr } from '../../python/repr.ts';
import type { Value } from '../../python/value.ts';
import { MitorunError } from '../../errors/mitorun-error.ts';
import { dirname } from '../filters/path.ts';
import { stripEnd, stripStart } from '../filters/strip.ts';
import { glob } from '../../python/glob.ts';
import { osError } from '../../python/os-error.ts';
import { pluginFailure } from '../plugin-failure.ts';
import type { CallContext, LookupDefinition } from '../registry.ts';
import { stringOf, textOf } from '../text-argument.ts';
import { termTypeName } from './option-types.ts';
import { fileTerm, findFile, findFileOrWarn, readable, readBytes, readText } from './find-file.ts';
import { LookupOptions, type OptionDefinition } from './options.ts';
import { isFile } from '../../python/os-path.ts';

const fileOptions: readonly OptionDefinition[] = [
  { name: 'rstrip', type: 'bool', fallback: true },
  { name: 'lstrip', type: 'bool', fallback: false },
];

/** Lookups of files on the controller. */
export const fileLookups: readonly LookupDefinition[] = [
  {
    name: 'file',
    impure: true,
    call: (context, terms, given, plugin) => {
      const options = new LookupOptions(context, plugin, fileOptions, given);
      return terms.map((term) => {
        let text = fileText(context, term);
        if (options.boolean('lstrip')) text = stripStart(text);
        return options.boolean('rstrip') ? stripEnd(text) : text;
      });
    },
  },
  {
    name: 'unvault',
    impure: true,
    call: (context, terms) =>
      terms.map((term) => {
        const name = fileTerm(term);
        const path = name === undefined ? undefined : findFileOrWarn(context, 'files', name);
        if (path === undefined) throw pluginFailure(`Unable to find file matching "${textOf(term)}" `);
        return decodeEscaping(readable(path, () => readBytes(context, path)));
      }),
  },
  {
    name: 'fileglob',
    impure: true,
    call: (context, terms) => terms.flatMap((term) => globTerm(context, pathTerm(term))),
  },
];

function pathTerm(term: Value): string {
  const text = stringOf(term);
  if (text === undefined)
    throw typeError(`expected str, bytes or os.PathLike object, not ${termTypeName(term)}`);
  return text;
}

function fileText(context: CallContext, term: Value): string {
  const fault = (cause: unknown): Error =>
    pluginFailure(`Unable to access the file ${repr(term)}.`, { cause });
  const name = fileTerm(term);
  const path = name === undefined ? undefined : findFile(context, 'files', name);
  if (path === undefined) throw fault(pluginFailure('File not found. Use -vvvvv to see paths searched.'));
  try {
    return readText(context, path);
  } catch (error) {
    if (error instanceof PythonError || error instanceof MitorunError) throw fault(error);
    throw fault(
      pluginFailure(`An error occurred while trying to read the file ${stringRepr(path)}.`, {
        cause: osError(error, path),
      }),
    );
  }
}

function globTerm(context: CallContext, term: string): Value[] {
  const name = basename(term);
  const directories =
    name === term && !term.endsWith('/')
      ? context.lookups.searchPath.flatMap((path) => [join(path, 'files'), path])
      : [findFileOrWarn(context, 'files', dirname(term))];
  for (const directory of directories) {
    if (directory === undefined) continue;
    const found = glob(join(directory, name), '/').filter(isFile);
    if (found.length > 0) return found;
  }
  return [];
}
