import type { Keywords } from '../../python/callable.ts';
import type { Dict } from '../../python/dict.ts';
import { toList } from '../../python/operators/iterate.ts';
import { stringRepr } from '../../python/repr.ts';
import { isTruthy } from '../../python/truth.ts';
import type { Value } from '../../python/value.ts';
import { signature } from '../argument-binder.ts';
import { pluginFailure } from '../plugin-failure.ts';
import type { CallContext, FilterDefinition } from '../registry.ts';
import { textOf } from '../text-argument.ts';
import { attributeGetter, type Getter } from './attribute-path.ts';

const anything = signature('value, *args, **kwargs');

/** Jinja2's map, select, reject, selectattr and rejectattr: they give lists here, as ansible-core 2.19's do. */
export const selectionFilters: readonly FilterDefinition[] = [
  {
    name: 'map',
    vaults: 'members',
    isGenerator: true,
    signature: anything,
    call: (context, value, args, kwargs) => {
      if (!isTruthy(value as Value)) return [];
      return toList(value as Value).map(mapper(context, args as Value[], kwargs as Dict));
    },
  },
  choosing('select', { byAttribute: false, wanted: true }),
  choosing('reject', { byAttribute: false, wanted: false }),
  choosing('selectattr', { byAttribute: true, wanted: true }),
  choosing('rejectattr', { byAttribute: true, wanted: false }),
];

function keywordsOf(kwargs: Dict): Keywords {
  return new Map([...kwargs].map(([name, value]) => [name as string, value]));
}

function mapper(context: CallContext, args: readonly Value[], kwargs: Dict): Getter {
  if (args.length === 0 && kwargs.has('attribute')) {
    for (const [name] of kwargs) {
      if (name !== 'attribute' && name !== 'default') {
        throw pluginFailure(`Unexpected keyword argument ${stringRepr(textOf(name))}`);
      }
    }
    const fallback = kwargs.get('default') ?? null;
    return attributeGetter(context, kwargs.get('attribute') as Value, { fallback, mayBeMissing: true });
  }
  const [name, ...rest] = args;
  if (name === undefined) throw pluginFailure('map requires a filter argument');
  const keywords = keywordsOf(kwargs);
  return (item) => context.callFilter(textOf(name), [item, ...rest], keywords);
}

function choosing(
  name: string,
  { byAttribute, wanted }: { readonly byAttribute: boolean; readonly wanted: boolean },
): FilterDefinition {
  return {
    name,
    vaults: 'members',
    isGenerator: true,
    signature: anything,
    call: (context, value, args, kwargs) => {
      if (!isTruthy(value as Value)) return [];
      const given = args as Value[];
      if (byAttribute && given.length === 0) throw pluginFailure('Missing parameter for attribute name');
      const subject: Getter = byAttribute
        ? attributeGetter(context, given[0] as Value, { mayBeMissing: true })
        : (item) => item;
      const [test, ...rest] = byAttribute ? given.slice(1) : given;
      const keywords = keywordsOf(kwargs as Dict);
      const holds = (item: Value): boolean =>
        test === undefined ? isTruthy(item) : context.callTest(textOf(test), [item, ...rest], keywords);
      return toList(value as Value).filter((item) => holds(subject(item)) === wanted);
    },
  };
}
