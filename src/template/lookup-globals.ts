import { joinedMessage, reportOf } from '../errors/error-report.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import type { Dict } from '../python/dict.ts';
import { toList } from '../python/operators/iterate.ts';
import { PyRange } from '../python/range.ts';
import { str } from '../python/repr.ts';
import { isTruthy } from '../python/truth.ts';
import type { Value } from '../python/value.ts';
import { signature } from './argument-binder.ts';
import type { CallContext, GlobalDefinition, LookupDefinition, Registry } from './registry.ts';
import { capturedFromPlugin, isTemplateFault, pluginFailure } from './runtime/errors.ts';
import { firstUndefined } from './runtime/render-context.ts';
import { Undefined, UndefinedUse } from './undefined.ts';

interface LookupCall {
  readonly name: string;
  readonly terms: readonly Value[];
  /** With `wantlist` and `errors`. */
  readonly options: Dict;
}

/** `lookup`, `query` and `q`. */
export function lookupGlobals(registry: Registry): GlobalDefinition[] {
  const declare = (name: string, list: boolean): GlobalDefinition => ({
    name,
    signature: signature('plugin_name, /, *terms, **options'),
    takesUndefined: true,
    impure: true,
    onlyCalls: true,
    call: (context, plugin, terms, options) => {
      if (plugin instanceof Undefined) return plugin;
      const given = (options as Dict).copy();
      if (list) given.set('wantlist', true);
      return invokeLookup(registry, context, {
        name: str(plugin as Value),
        terms: toList(terms as Value),
        options: given,
      });
    },
  });
  return [declare('lookup', false), declare('query', true), declare('q', true)];
}

/** Runs a lookup as `lookup()` does: errors as `errors=` says, one result or text joined by commas without `wantlist`. */
export function invokeLookup(registry: Registry, context: CallContext, call: LookupCall): Value {
  const { name, terms, options } = call;
  const lookup = registry.lookup(name);
  if (!lookup) throw new MitorunError('TEMPLATE', `The lookup plugin '${name}' was not found.`);
  if (!lookup.takesUndefined) {
    const undefinedArgument = firstUndefined(
      terms,
      new Map([...options].map(([key, value]) => [str(key), value])),
    );
    if (undefinedArgument) return undefinedArgument;
  }
  const wantsList = isTruthy(options.get('wantlist') ?? false);
  const errors = options.get('errors') ?? 'strict';
  options.delete('wantlist');
  options.delete('errors');
  try {
    const found = runLookup(context, lookup, terms, options);
    if (wantsList) return found;
    const value = joined(found);
    return value instanceof PyRange ? value.toList() : value;
  } catch (error) {
    if (error instanceof UndefinedUse) return error.source;
    if ((errors !== 'warn' && errors !== 'ignore') || !isTemplateFault(error))
      return capturedFromPlugin(error, 'lookup', name, undefined);
    if (errors === 'warn') {
      const told = joinedMessage(reportOf(error));
      context.lookups.warn(`An error occurred while running the lookup plugin '${name}': ${told}`);
    }
    return wantsList ? [] : null;
  }
}

function runLookup(
  context: CallContext,
  lookup: LookupDefinition,
  terms: readonly Value[],
  options: Dict,
): Value[] {
  if (lookup.takesUndefined) return [...lookup.call(context, terms, options)];
  const given = context.render([...terms]) as Value[];
  return [...lookup.call(context, given, context.render(options) as Dict)];
}

function joined(found: Value[]): Value {
  const [first] = found;
  if (found.length === 1 && first !== undefined) return first;
  if (found.length > 0 && found.every((member) => typeof member === 'string')) return found.join(',');
  return found;
}

/** The results of a lookup as a list; what goes wrong is thrown. */
export function lookupList(
  registry: Registry,
  context: CallContext,
  name: string,
  terms: readonly Value[],
  options: Dict,
): Value[] {
  const lookup = registry.lookup(name);
  if (!lookup) throw new MitorunError('TEMPLATE', `The lookup plugin '${name}' was not found.`);
  try {
    return runLookup(context, lookup, terms, options);
  } catch (error) {
    if (error instanceof UndefinedUse || !isTemplateFault(error)) throw error;
    throw pluginFailure(error, 'lookup', name, undefined);
  }
}
