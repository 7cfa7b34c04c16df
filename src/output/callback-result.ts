import { callbackKeys, withInternalKeys, withoutInternalKeys } from '../events/internal-keys.ts';
import type { ResultRemarks } from '../events/remarks.ts';
import type { TaskView, ToldResult } from '../events/run-event.ts';
import { Dict } from '../python/dict.ts';
import type { ReadonlyDict } from '../python/readonly-dict.ts';
import { str } from '../python/repr.ts';
import type { Value } from '../python/value.ts';
import { isDebug } from './task-kind.ts';

/** Internal keys that callbacks look at, as an action in Python may give them in the results of a loop of its own. */
const keptKeys = new Set<Value>([
  '_ansible_verbose_always',
  '_ansible_item_label',
  '_ansible_no_log',
  '_ansible_verbose_override',
]);
const delegateKeys = new Set(['ansible_host', 'ansible_port', 'ansible_user', 'ansible_connection']);
const censorship =
  "the output has been hidden due to the fact that 'no_log: true' was specified for this result";
const shownCounts = ['attempts', 'changed', 'retries'];
const keptUnderCensorship = [...shownCounts, 'exception', 'warnings', 'deprecations'];

/**
 * A result as callbacks get it (`as_callback_task_result` of ansible-core's task_result.py): next to nothing under
 * no_log, else without what the event says already (`failed`, `skipped`).
 */
export function callbackResult(event: ToldResult): Dict {
  const { task, result, items } = event;
  if (!isHidden(event)) return cleanResult(result, task);
  const kept = censored(result);
  // A loop keeps its shape, so that callbacks see that there was one.
  const results = result.get('results');
  if (Array.isArray(results) && results.length > 0)
    kept.set(
      'results',
      results.map((item, index) => (isHiddenItem(item, items?.[index]) ? censored(item) : item)),
    );
  return kept;
}

/** The same for those who know no remarks: with the internal keys that Ansible leaves in it. */
export function callbackResultWithKeys(event: ToldResult): Dict {
  const { remarks, items } = event;
  const shown = withKeys(callbackResult(event), remarks);
  const results = shown.get('results');
  if (items && Array.isArray(results))
    shown.set(
      'results',
      results.map((item, index) => {
        const own = items[index];
        if (!(item instanceof Dict) || !own) return item;
        // In a loop that is hidden, Ansible leaves an item that is not as it is.
        const isWhole = isHidden(event) && !item.has('censored');
        return isWhole ? withInternalKeys(item, own) : withKeys(item, own);
      }),
    );
  if (!remarks.delegate) return shown;
  const { variables } = remarks.delegate;
  const shownVariables = new Dict([...variables].filter(([key]) => delegateKeys.has(str(key))));
  return shown.set('_ansible_delegated_vars', shownVariables);
}

/** Whether a result is shown without `-v`, or not even with it; what is hidden says nothing of that. */
export function verbosityOf(event: ToldResult): Pick<ResultRemarks, 'verboseAlways' | 'verboseOverride'> {
  return isHidden(event) ? {} : event.remarks;
}

function withKeys(result: Dict, remarks: ResultRemarks): Dict {
  const keys = callbackKeys(remarks);
  if (!result.has('censored')) return new Dict([...result, ...keys]);
  // Of a hidden result this one alone, in its place.
  const noLog = [...keys].filter(([key]) => key === '_ansible_no_log');
  const isBefore = ([key]: readonly [Value, Value]): boolean => shownCounts.includes(str(key));
  return new Dict([
    ...[...result].filter(isBefore),
    ...noLog,
    ...[...result].filter((member) => !isBefore(member)),
  ]);
}

function isHidden({ task, remarks }: ToldResult): boolean {
  return task.noLog || remarks.noLog === true;
}

function isHiddenItem(item: Value, remarks: ResultRemarks | undefined): item is Dict {
  return item instanceof Dict && (remarks?.noLog ?? item.get('_ansible_no_log')) === true;
}

function cleanResult(result: ReadonlyDict, task: TaskView): Dict {
  const shown = withoutInternalKeys(result, (key) => keptKeys.has(key));
  for (const key of ['failed', 'skipped']) shown.delete(key);
  if (isDebug(task)) shown.delete('invocation');
  return shown;
}

function censored(result: ReadonlyDict): Dict {
  const kept = new Dict();
  for (const key of keptUnderCensorship) {
    const value = result.get(key);
    if (value !== undefined) kept.set(key, value);
  }
  return kept.set('censored', censorship);
}
