import type { ToldResult } from '../events/run-event.ts';
import { str } from '../python/repr.ts';
import { oneLine } from './plain-text.ts';

/** `host`, or `host -> delegate(address)` where the task is delegated. */
export function hostLabel({ host, remarks }: Pick<ToldResult, 'host' | 'remarks'>): string {
  const { delegate } = remarks;
  if (!delegate || delegate.host === host) return oneLine(host);
  const address = delegate.variables.get('ansible_host') ?? delegate.host;
  const shown = address === delegate.host ? delegate.host : `${delegate.host}(${str(address)})`;
  return oneLine(`${host} -> ${shown}`);
}

/** What stands for an item of a loop in its line. */
export function itemLabel({ remarks, result }: Pick<ToldResult, 'remarks' | 'result'>): string {
  if (remarks.noLog === true) return '(censored due to no_log)';
  const label = remarks.item?.label;
  return str(label === undefined ? (result.get('item') ?? null) : label);
}
