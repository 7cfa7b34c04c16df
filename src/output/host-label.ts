import type { ResultEvent } from '../events/run-event.ts';
import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import { isTruthy } from '../python/truth.ts';
import type { Value } from '../python/value.ts';
import { oneLine } from './plain-text.ts';

/** `host`, or `host -> delegate(address)` where the task is delegated. */
export function hostLabel({ host, result }: Pick<ResultEvent, 'host' | 'result'>): string {
  const delegated = result.get('_ansible_delegated_vars');
  const delegate = delegated instanceof Dict ? delegated.get('ansible_delegated_host') : undefined;
  if (!(delegated instanceof Dict) || delegate === undefined || delegate === host) return oneLine(host);
  const address = delegated.get('ansible_host') ?? delegate;
  const shown = address === delegate ? str(delegate) : `${str(delegate)}(${str(address)})`;
  return oneLine(`${host} -> ${shown}`);
}

/** What stands for an item of a loop in its line. */
export function itemLabel(result: Dict): string {
  if (isTruthy(result.get('_ansible_no_log') ?? false)) return '(censored due to no_log)';
  const label: Value | undefined = result.get('_ansible_item_label');
  return str(label === undefined ? (result.get('item') ?? null) : label);
}
