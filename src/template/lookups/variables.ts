import { MitorunError } from '../../errors/mitorun-error.ts';
import { Dict } from '../../python/dict.ts';
import { PythonError, typeError, valueError } from '../../python/python-error.ts';
import { compileRegex } from '../../python/regex/pattern.ts';
import { repr, str, stringRepr } from '../../python/repr.ts';
import { isTruthy } from '../../python/truth.ts';
import { typeName } from '../../python/type-name.ts';
import type { Value } from '../../python/value.ts';
import { failureWhileHandling, pluginFailure } from '../plugin-failure.ts';
import type { CallContext, LookupDefinition } from '../registry.ts';
import { classText, stringOf, textOf } from '../text-argument.ts';
import { convertOption, termTypeName } from './option-types.ts';
import { LookupOptions, type OptionDefinition } from './options.ts';

const configOptions: readonly OptionDefinition[] = [
  { name: 'on_missing', type: 'string', fallback: 'error', choices: ['error', 'warn', 'skip'] },
  {
    name: 'plugin_type',
    type: 'string',
    choices: [
      'become',
      'cache',
      'callback',
      'cliconf',
      'connection',
      'httpapi',
      'inventory',
      'lookup',
      'netconf',
      'shell',
      'vars',
    ],
  },
  { name: 'plugin_name', type: 'string' },
  { name: 'show_origin', type: 'bool' },
];

/** Lookups of variables, settings and hosts. */
export const variableLookups: readonly LookupDefinition[] = [
  {
    name: 'vars',
    keepsVaults: true,
    call: (context, terms, options) => {
      const fallback = options.get('default') ?? null;
      return terms.map((term) => {
        const name = stringOf(term);
        if (name === undefined) {
          throw pluginFailure(`Variable name must be 'str' not ${stringRepr(typeName(term))}.`);
        }
        if (context.variables.has(name)) return context.taggedVariable(name) ?? null;
        return fallback ?? context.undefined(`No variable named ${stringRepr(name)} was found.`);
      });
    },
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
    call: (context, terms, given, plugin) => {
      const options = new LookupOptions(context, plugin, configOptions, given);
      const missing = options.text('on_missing');
      if (Boolean(options.text('plugin_type')) !== Boolean(options.text('plugin_name'))) {
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
        const found = settingOf(context, name);
        if (found) return [options.boolean('show_origin') ? [found.value, found.origin] : found.value];
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
      for (const term of terms) {
        if (Array.isArray(term) || term instanceof Dict)
          throw typeError(`unhashable type: '${termTypeName(term)}'`);
      }
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

/** A setting's value and where it came from; of some, a variable of the play comes first. */
function settingOf(context: CallContext, name: string): { value: Value; origin: string } | undefined {
  const { lookups } = context;
  const value = lookups.setting(name);
  if (value === undefined) return undefined;
  const first = lookups.settingVariable?.(name);
  const held = first === undefined ? null : (context.variable(first.variable) ?? null);
  if (first === undefined || held === null)
    return { value, origin: lookups.settingOrigin?.(name) ?? 'default' };
  const origin = `var: ${first.variable}`;
  const converted = convertOption(held, first.type);
  if (converted === undefined) {
    throw pluginFailure(`Config ${stringRepr(name)} from ${stringRepr(origin)} has an invalid value.`, {
      cause: valueError(`Invalid value provided for '${first.type}': ${repr(held)}`),
    });
  }
  return { value: converted, origin };
}

function patternOf(text: string): ReturnType<typeof compileRegex> {
  try {
    return compileRegex(text);
  } catch (error) {
    if (!(error instanceof PythonError)) throw error;
    throw failureWhileHandling(`Unable to use "${text}" as a search parameter: ${error.message}`);
  }
}
