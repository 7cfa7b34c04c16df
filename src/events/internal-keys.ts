import { Dict } from '../python/dict.ts';
import type { ReadonlyDict } from '../python/readonly-dict.ts';
import { str } from '../python/repr.ts';
import { isTruthy } from '../python/truth.ts';
import type { Value } from '../python/value.ts';
import type { Remarks, ResultRemarks } from './remarks.ts';

/*
 * The `_ansible_*` members in which a result of Ansible carries what is said beside its data. Inside mitorun that is Remarks;
 * the members are read where an action in Python gave them, and written for those who know no Remarks.
 */

const prefix = '_ansible_';

function isInternal(key: Value): boolean {
  return typeof key === 'string' && key.startsWith(prefix);
}

/** A deep copy without internal members, but for those that `isKept` names. */
export function withoutInternalKeys(dict: ReadonlyDict, isKept?: (key: Value) => boolean): Dict {
  const kept = new Dict();
  for (const [key, value] of dict)
    if (!isInternal(key) || isKept?.(key) === true) kept.set(key, cleaned(value, isKept));
  return kept;
}

function cleaned(value: Value, isKept?: (key: Value) => boolean): Value {
  if (value instanceof Dict) return withoutInternalKeys(value, isKept);
  return Array.isArray(value) ? value.map((member) => cleaned(member, isKept)) : value;
}

/** Remarks that are a yes or no, by the members that say them. */
const flags = [
  ['_ansible_parsed', 'isParsed'],
  ['_ansible_verbose_always', 'verboseAlways'],
  ['_ansible_verbose_override', 'verboseOverride'],
  ['_ansible_facts_cacheable', 'factsCacheable'],
  ['_ansible_task_diff', 'showsDiff'],
  ['_ansible_no_log', 'noLog'],
] as const satisfies readonly (readonly [string, keyof Remarks])[];

const delegateKey = '_ansible_delegated_vars';
const delegateName = 'ansible_delegated_host';

/** What the internal members of an answer say; those that mean nothing are nobody's remarks. */
export function readRemarks(answer: ReadonlyDict): Remarks {
  const remarks: { -readonly [Name in keyof Remarks]: Remarks[Name] } = {};
  for (const [key, name] of flags) {
    const value = answer.get(key);
    if (value !== undefined) remarks[name] = isTruthy(value);
  }
  const delegate = answer.get(delegateKey);
  const host = delegate instanceof Dict ? delegate.get(delegateName) : undefined;
  if (delegate instanceof Dict && host !== undefined) {
    const variables = new Dict([...delegate].filter(([key]) => key !== delegateName));
    remarks.delegate = { host: str(host), variables };
  }
  return remarks;
}

/** An answer without the members that `readRemarks` has read. */
export function withoutRemarks(answer: ReadonlyDict): Dict {
  const data = answer.copy();
  for (const [key] of flags) data.delete(key);
  data.delete(delegateKey);
  return data;
}

/**
 * A result with what is said beside it, in the members that Ansible has for that.
 * @param items of a loop as a whole: what the results of its items say
 */
export function withInternalKeys(
  result: ReadonlyDict,
  remarks: Remarks | ResultRemarks,
  items: readonly ResultRemarks[] = [],
): Dict {
  const whole = result.copy();
  for (const [key, name] of flags) {
    const value = remarks[name];
    if (value !== undefined) whole.set(key, value);
  }
  if (remarks.delegate) {
    const { host, variables } = remarks.delegate;
    whole.set(delegateKey, new Dict([[delegateName, host], ...variables]));
  }
  if ('item' in remarks) for (const [key, value] of itemKeys(remarks)) whole.set(key, value);
  const results = result.get('results');
  if (items.length === 0 || !Array.isArray(results)) return whole;
  return whole.set(
    'results',
    results.map((member, index) => {
      const own = items[index];
      return member instanceof Dict && own ? withInternalKeys(member, own) : member;
    }),
  );
}

function itemKeys({ item }: ResultRemarks): Dict {
  if (!item) return new Dict();
  const keys = Dict.of({
    _ansible_item_result: true,
    _ansible_ignore_errors: item.ignoreErrors,
    _ansible_ignore_unreachable: item.ignoreUnreachable,
  });
  return item.label === undefined ? keys : keys.set('_ansible_item_label', item.label);
}

/** The internal members that Ansible leaves in what callbacks get of a result. */
export function callbackKeys({ verboseAlways, verboseOverride, noLog, ...rest }: ResultRemarks): Dict {
  const keys = new Dict();
  if (verboseAlways !== undefined) keys.set('_ansible_verbose_always', verboseAlways);
  if (verboseOverride !== undefined) keys.set('_ansible_verbose_override', verboseOverride);
  if (noLog !== undefined) keys.set('_ansible_no_log', noLog);
  if (rest.item?.label !== undefined) keys.set('_ansible_item_label', rest.item.label);
  return keys;
}
