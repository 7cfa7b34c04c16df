import { MitorunError } from '../../errors/mitorun-error.ts';
import { PythonError } from '../../python/python-error.ts';
import { compileRegex } from '../../python/regex/pattern.ts';
import { repr, str, stringRepr } from '../../python/repr.ts';
import { isTruthy } from '../../python/truth.ts';
import { typeName } from '../../python/type-name.ts';
import type { Value } from '../../python/value.ts';
import { pluginFailure } from '../plugin-failure.ts';
import type { LookupDefinition } from '../registry.ts';
import { classText, stringOf, textOf } from '../text-argument.ts';
import { LookupOptions } from './options.ts';

/** Lookups of variables, settings and hosts. */
export const variableLookups: readonly LookupDefinition[] = [
  {
    name: 'vars',
    call: (context, terms, options) =>
      terms.map((term) => {
        const name = stringOf(term);
        if (name === undefined) {
          throw pluginFailure(`Variable name must be 'str' not ${stringRepr(typeName(term))}.`);
        }
        const fallback = options.get('default') ?? null;
        if (context.variables.has(name)) return context.taggedVariable(name) ?? null;
        return fallback ?? context.undefined(`No variable named ${stringRepr(name)} was found.`);
      }),
  },
  {
    name: 'varnames',
    call: (context, terms) =>
      terms.flatMap((term) => {
        const text = stringOf(term);
        if (text === undefined) {
          throw pluginFailure(
            `Invalid setting identifier, "${str(term)}" is not a string, it is a ${classText(term)}`,
          );
        }
        const pattern = patternOf(text);
        return [...context.variables.names()].filter((name) => pattern.search(name) !== undefined);
      }),
  },
  {
    name: 'config',
    call: (context, terms, given) => {
      const options = new LookupOptions(given);
      const missing = options.choice('on_missing', ['error', 'skip', 'warn'], 'config');
      if (options.has('plugin_type') !== options.has('plugin_name')) {
        throw pluginFailure(
          'Both plugin_type and plugin_name are required, cannot use one without the other.',
        );
      }
      return terms.flatMap((term): Value[] => {
        const name = stringOf(term);
        if (name === undefined) {
          throw pluginFailure(
            `Invalid setting identifier, ${repr(term)} is not a <class 'str'>, its a ${classText(term)}.`,
          );
        }
        const value = context.lookups.setting(name);
        if (value !== undefined) {
          const origin = context.lookups.settingOrigin?.(name) ?? 'default';
          return [options.boolean('show_origin', false) ? [value, origin] : value];
        }
        const cause = pluginFailure(`No config definition exists for ${stringRepr(name)}.`);
        if (missing === 'error') throw cause;
        if (missing === 'warn') context.lookups.warn(`Skipping ${name}: ${cause.message}`);
        return [];
      });
    },
  },
  {
    name: 'inventory_hostnames',
    call: (context, terms) => {
      const patterns = terms.filter(isTruthy).map(textOf);
      try {
        return [...context.lookups.hostsMatching(patterns)];
      } catch (error) {
        // Where `host_pattern_mismatch` is `error`.
        if (error instanceof MitorunError) return [];
        throw error;
      }
    },
  },
];

function patternOf(text: string): ReturnType<typeof compileRegex> {
  try {
    return compileRegex(text);
  } catch (error) {
    if (!(error instanceof PythonError)) throw error;
    throw pluginFailure(`Unable to use "${text}" as a search parameter: ${error.message}`);
  }
}
