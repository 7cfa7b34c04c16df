import { Dict } from '../python/dict.ts';
import type { ReadonlyDict } from '../python/readonly-dict.ts';
import { str } from '../python/repr.ts';
import { isTruthy } from '../python/truth.ts';
import type { Value } from '../python/value.ts';
import type { Remarks, ResultRemarks, ShownDelegate } from './remarks.ts';

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

const labelKey = '_ansible_item_label';
const delegateKey = '_ansible_delegated_vars';
const delegateName = 'ansible_delegated_host';

/** An answer with the members that mean something read, and the data without them. */
export function readRemarks(answer: ReadonlyDict): { readonly data: Dict; readonly remarks: Remarks } {
  const data = answer.copy();
  const remarks: { -readonly [Name in keyof Remarks]: Remarks[Name] } = {};
  for (const [key, name] of flags) {
    const value = answer.get(key);
    if (value !== undefined) remarks[name] = isTruthy(value);
    data.delete(key);
  }
  const delegate = answer.get(delegateKey);
  const host = delegate instanceof Dict ? delegate.get(delegateName) : undefined;
  if (delegate instanceof Dict && host !== undefined) {
    const variables = new Dict([...delegate].filter(([key]) => key !== delegateName));
    remarks.delegate = { host: str(host), variables };
  }
  data.delete(delegateKey);
  return { data, remarks };
}

/** What is said beside a result, in the members that Ansible has for that. */
function keysOf(remarks: Remarks | ResultRemarks): Dict {
  const keys = new Dict();
  for (const [key, name] of flags) {
    const value = remarks[name];
    if (value !== undefined) keys.set(key, value);
  }
  if (remarks.delegate) {
    const { host, variables } = remarks.delegate;
    keys.set(delegateKey, new Dict([[delegateName, host], ...variables]));
  }
  const item = 'item' in remarks ? remarks.item : undefined;
  if (!item) return keys;
  keys.set('_ansible_item_result', true);
  keys.set('_ansible_ignore_errors', item.ignoreErrors);
  keys.set('_ansible_ignore_unreachable', item.ignoreUnreachable);
  return item.label === undefined ? keys : keys.set(labelKey, item.label);
}

/**
 * A result with what is said beside it.
 * @param items of a loop as a whole: what the results of its items say
 */
export function withInternalKeys(
  result: ReadonlyDict,
  remarks: Remarks | ResultRemarks,
  items?: readonly ResultRemarks[],
): Dict {
  const whole = new Dict([...result, ...keysOf(remarks)]);
  return items ? withItems(whole, items, withInternalKeys) : whole;
}

/** A loop's result, with those of its items changed by what they say. */
export function withItems(
  result: Dict,
  items: readonly ResultRemarks[],
  change: (item: Dict, remarks: ResultRemarks) => Value,
): Dict {
  const results = result.get('results');
  if (!Array.isArray(results)) return result;
  return result.copy().set(
    'results',
    results.map((item, index) => {
      const own = items[index];
      return item instanceof Dict && own ? change(item, own) : item;
    }),
  );
}

const hidingKey = '_ansible_no_log';
const callbackKeys = new Set<Value>([
  hidingKey,
  '_ansible_verbose_always',
  '_ansible_verbose_override',
  labelKey,
]);

/** Whether Ansible leaves this internal member in what callbacks get of a result. */
export function isCallbackKey(key: Value): boolean {
  return callbackKeys.has(key);
}

/** Whether an item that an action in Python made says itself that it is to be hidden. */
export function hidesItself(item: Dict): boolean {
  return item.get(hidingKey) === true;
}

/** The members that callbacks get of what is said beside a result; of one that is hidden no more than that it is. */
export function callbackKeysOf(remarks: ResultRemarks, isHidden: boolean): Dict {
  return new Dict(
    [...keysOf(remarks)].filter(([key]) => (isHidden ? key === hidingKey : isCallbackKey(key))),
  );
}

const shownOfDelegate = new Set<Value>([
  'ansible_host',
  'ansible_port',
  'ansible_user',
  'ansible_connection',
]);

/** A result as callbacks get it, with how the delegate is reached. */
export function withDelegate(result: Dict, delegate: ShownDelegate | undefined): Dict {
  if (!delegate) return result;
  return result.set(
    delegateKey,
    new Dict([...delegate.variables].filter(([name]) => shownOfDelegate.has(name))),
  );
}

/** Has a result say that it is not hidden, where it says nothing of that. */
export function sayWhetherHidden(result: Dict): void {
  if (!result.has(hidingKey)) result.set(hidingKey, false);
}
