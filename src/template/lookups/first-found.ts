import { appendAll } from '../../python/append-all.ts';
import { resolve } from 'node:path';
import { Dict } from '../../python/dict.ts';
import { typeError } from '../../python/python-error.ts';
import { stringRepr } from '../../python/repr.ts';
import { Tuple } from '../../python/tuple.ts';
import { typeName } from '../../python/type-name.ts';
import type { Value } from '../../python/value.ts';
import { joinPaths } from '../filters/path.ts';
import { pluginFailure } from '../plugin-failure.ts';
import type { CallContext, LookupDefinition } from '../registry.ts';
import { stringOf } from '../text-argument.ts';
import { Undefined, UndefinedUse } from '../undefined.ts';
import { findFile } from './find-file.ts';
import { LookupOptions, type OptionDefinition } from './options.ts';

const firstFoundOptions: readonly OptionDefinition[] = [
  { name: 'files', type: 'list', fallback: [] },
  { name: 'paths', type: 'list', fallback: [] },
  { name: 'skip', type: 'boolean', fallback: false },
];

/**
 * `first_found`. As `with_first_found` it leaves undefined terms out and looks into the action's own directory: the
 * caller says so with the option `_subdirectory` (files, templates or vars), which no user can give.
 */
export const firstFoundLookup: LookupDefinition = {
  name: 'first_found',
  impure: true,
  takesUndefined: true,
  call: (context, givenTerms, givenOptions, plugin) => {
    for (const [, value] of givenOptions) if (value instanceof Undefined) throw new UndefinedUse(value);
    const subdirectory = stringOf(givenOptions.get('_subdirectory') ?? null);
    const terms = settle(context, givenTerms, subdirectory !== undefined);
    let options = new LookupOptions(context, plugin, firstFoundOptions, givenOptions);
    const candidates: string[] = [];
    const collect = (list: readonly Value[]): void => {
      for (const term of list) {
        const text = stringOf(term);
        if (term instanceof Dict) options = new LookupOptions(context, plugin, firstFoundOptions, term);
        else if (text === undefined && !Array.isArray(term) && !(term instanceof Tuple)) {
          const type = stringRepr(typeName(term));
          throw pluginFailure(`Invalid term supplied. A string, dict or list is required, not ${type}).`);
        }
        if (Array.isArray(term) || term instanceof Tuple) collect(Array.isArray(term) ? term : term.items);
        else {
          const files =
            term instanceof Dict
              ? splitAll(context, "the 'files' option", options.list('files'), ',;')
              : splitAll(context, 'files', [term], ',;');
          const paths = splitAll(context, 'the "paths" option', options.list('paths'), ',:;');
          if (paths.length === 0) appendAll(candidates, files);
          for (const path of paths) for (const file of files) candidates.push(joinPaths([path, file]));
        }
      }
    };
    collect(terms.length > 0 ? terms : options.list('files'));
    for (const candidate of candidates) {
      const found = findFile(context, subdirectory, candidate);
      if (found !== undefined) return [resolve(found)];
    }
    if (options.boolean('skip')) return [];
    throw pluginFailure('No file was found when using first_found.');
  },
};

/** Terms without Undefined members: left out as `with_first_found`, else they fail. */
function settle(context: CallContext, terms: readonly Value[], drop: boolean): Value[] {
  const settled: Value[] = [];
  for (const term of terms) {
    if (term instanceof Undefined) {
      if (!drop || term.error) throw new UndefinedUse(term);
    } else if (Array.isArray(term)) settled.push(settle(context, term, drop));
    else settled.push(context.render(term));
  }
  return settled;
}

function splitAll(
  context: CallContext,
  target: string,
  terms: readonly Value[],
  splitters: string,
): string[] {
  return terms.flatMap((term) => {
    const text = stringOf(term);
    if (text === undefined) {
      if (Array.isArray(term)) return splitAll(context, target, term, splitters);
      throw typeError(`${stringRepr(typeName(term))} object is not iterable`);
    }
    const parts = text.split(new RegExp(`[${splitters}]`));
    if (parts.length > 1) {
      context.lookups.deprecate(
        `Automatic splitting of ${target} on ${stringRepr(splitters)} is deprecated.`,
        '2.23',
      );
    }
    return parts;
  });
}
