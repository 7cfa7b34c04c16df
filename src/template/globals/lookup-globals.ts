import { joinedMessage, reportOf } from '../../errors/error-report.ts';
import { MitorunError } from '../../errors/mitorun-error.ts';
import { Dict } from '../../python/dict.ts';
import { OMIT } from '../../python/omit.ts';
import { toList } from '../../python/operators/iterate.ts';
import { PyRange } from '../../python/range.ts';
import { repr, str } from '../../python/repr.ts';
import { classText, stringOf } from '../text-argument.ts';
import { isTruthy } from '../../python/truth.ts';
import { Tuple } from '../../python/tuple.ts';
import type { Value } from '../../python/value.ts';
import { signature } from '../argument-binder.ts';
import { holdsOmit } from '../runtime/holds-omit.ts';
import type { CallContext, GlobalDefinition, LookupDefinition, Registry } from '../registry.ts';
import { capturedFromPlugin, isTemplateFault, failureOfPlugin } from '../runtime/errors.ts';
import { firstUndefined } from '../runtime/render-context.ts';
import { Undefined, UndefinedUse } from '../undefined.ts';

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
    vaults: 'given',
    impure: true,
    onlyCalls: true,
    call: (context, plugin, terms, options) => {
      if (plugin instanceof Undefined) return plugin;
      if (plugin === OMIT) {
        const type = classText(plugin);
        throw new MitorunError(
          'TEMPLATE',
          `The lookup plugin ${repr(plugin)} failed to load: unsupported type ${type}`,
        );
      }
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
  if (!lookup.takesUndefined && !lookup.judgesUndefined) {
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
    const found = runLookup(context, lookup, { name, terms, options }, lookup.judgesUndefined);
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
  { name, terms, options }: LookupCall,
  judgesUndefined = false,
): Value[] {
  if (lookup.takesUndefined) return [...lookup.call(context, terms, options, name)];
  const render = (value: Value): Value =>
    lookup.keepsVaults === true ? context.renderKeepingVaults(value) : context.render(value);
  let given: Value[];
  let rendered: Dict;
  try {
    given = terms.map((term) => renderTerm(render, term));
    rendered = renderOptions(render, options);
  } catch (error) {
    if (!judgesUndefined || !isUndefinedFault(error)) throw error;
    return judged(error, () => lookup.call(context, terms, options, name));
  }
  return [...lookup.call(context, given, rendered, name)];
}

/** What a plug-in made of something undefined. If it used it, the error is the one that says where it was written. */
function judged(cause: unknown, call: () => readonly Value[]): Value[] {
  try {
    return [...call()];
  } catch (error) {
    throw error instanceof UndefinedUse ? cause : error;
  }
}

function isUndefinedFault(error: unknown): boolean {
  return (
    error instanceof UndefinedUse || (error instanceof MitorunError && error.code === 'TEMPLATE_UNDEFINED')
  );
}

type Render = (value: Value) => Value;

/** A term with what is in it rendered; `omit` is a value like others. */
function renderTerm(render: Render, term: Value): Value {
  if (!holdsOmit(term)) return render(term);
  if (Array.isArray(term)) return term.map((member) => renderTerm(render, member));
  if (!(term instanceof Dict)) return term;
  return new Dict([...term].map(([key, member]) => [key, renderTerm(render, member)] as const));
}

/** Options with what is in them rendered; a tuple stays one, and `omit` is a value like others. */
function renderOptions(render: Render, options: Dict): Dict {
  return new Dict(
    [...options].map(([name, value]) => {
      if (value === OMIT) return [name, value] as const;
      const rendered = render(value);
      return [name, value instanceof Tuple ? new Tuple(rendered as Value[]) : rendered] as const;
    }),
  );
}

function joined(found: Value[]): Value {
  const [first] = found;
  if (found.length === 1 && first !== undefined) return first;
  if (found.length > 0 && found.every((member) => stringOf(member) !== undefined))
    return found.map(str).join(',');
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
    return runLookup(context, lookup, { name, terms, options });
  } catch (error) {
    if (error instanceof UndefinedUse || !isTemplateFault(error)) throw error;
    throw failureOfPlugin(error, 'lookup', name, undefined);
  }
}
