import { Dict } from '../../python/dict.ts';
import { equals } from '../../python/equality.ts';
import { contains } from '../../python/operators/contains.ts';
import { typeName } from '../../python/type-name.ts';
import { Undefined, UndefinedUse } from '../undefined.ts';
import { PyObject, type Value } from '../../python/value.ts';
import { pluginFailure } from '../plugin-failure.ts';

export interface MergeOptions {
  readonly recursive: boolean;
  /** replace, keep, append, prepend, append_rp or prepend_rp. */
  readonly listMerge: Value;
}

const listMerges: ReadonlyMap<Value, (low: Value[], high: Value[]) => Value[]> = new Map<
  Value,
  (low: Value[], high: Value[]) => Value[]
>([
  ['replace', (_low, high) => high],
  ['keep', (low) => low],
  ['append', (low, high) => [...low, ...high]],
  ['prepend', (low, high) => [...high, ...low]],
  ['append_rp', (low, high) => [...low.filter((member) => !contains(high, member)), ...high]],
  ['prepend_rp', (low, high) => [...high, ...low.filter((member) => !contains(high, member))]],
]);

/** All of them, each over the ones in front of it. Throws UndefinedUse for an undefined member of any. */
export function combineDicts(dicts: readonly Value[], options: MergeOptions): Value {
  const [only] = dicts;
  if (only === undefined) return new Dict();
  if (dicts.length === 1) return only;
  for (const dict of dicts) if (dict instanceof Dict) refuseUndefined(dict);
  const simple = !options.recursive && options.listMerge === 'replace';
  const start = simple && areDicts(dicts) ? mergedOneByOne(dicts) : 0;
  const rest = dicts.slice(start).reduceRight((high, low) => combineTwo(low, high, options));
  if (start === 0) return rest;
  const merged = new Dict();
  for (const dict of [...dicts.slice(0, start), rest] as Dict[])
    for (const [key, value] of dict) merged.set(key, value);
  return merged;
}

/**
 * The place in front of which every dict differs from what all behind it make, so that writing them over each other from
 * the front gives what merging in pairs from the back does: a dict equal to the rest lends its order to the rest.
 */
function mergedOneByOne(dicts: readonly Dict[]): number {
  const rest = new Dict();
  let start = dicts.length - 1;
  for (let place = dicts.length - 1; place >= 0; place--) {
    const dict = dicts[place] as Dict;
    if (dict.size === rest.size) start = place;
    for (const key of dict.keys()) rest.set(key, null);
  }
  return start;
}

const areDicts = (values: readonly Value[]): values is Dict[] =>
  values.every((value) => value instanceof Dict);

/** An undefined member fails whatever reads all members, as each of ansible-core's filters that rebuild a dict does. */
export function refuseUndefined(dict: Dict): void {
  for (const member of dict.values()) if (member instanceof Undefined) throw new UndefinedUse(member);
}

/** Ansible's `merge_hash`: `high` over `low`, neither of which changes. Throws MitorunError in Ansible's words. */
function combineTwo(low: Value, high: Value, options: MergeOptions): Dict {
  const mergeLists = listMerges.get(options.listMerge);
  if (!mergeLists) {
    throw pluginFailure(
      "merge_hash: 'list_merge' argument can only be equal to 'replace', 'keep', 'append', 'prepend', 'append_rp' or 'prepend_rp'",
    );
  }
  if (!(low instanceof Dict) || !(high instanceof Dict)) {
    throw pluginFailure(
      `failed to combine variables, expected dicts but got a '${lazyTypeName(low)}' and a '${lazyTypeName(high)}'.`,
    );
  }
  if (low.size === 0 || equals(low, high)) return high.copy();
  if (high.size === 0) return low;
  const merged = low.copy();
  for (const [key, value] of high) {
    const known = merged.get(key);
    if (known instanceof Dict && value instanceof Dict && options.recursive) {
      merged.set(key, combineTwo(known, value, options));
    } else if (Array.isArray(known) && Array.isArray(value)) merged.set(key, mergeLists(known, value));
    else merged.set(key, value);
  }
  return merged;
}

/** A type as ansible-core names it here: containers reach filters in its lazy classes. */
function lazyTypeName(value: Value): string {
  if (Array.isArray(value)) return '_AnsibleLazyTemplateList';
  if (value instanceof PyObject && value.typeName === 'dict') return '_AnsibleLazyTemplateDict';
  return typeName(value);
}
