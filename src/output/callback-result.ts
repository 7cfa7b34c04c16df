import {
  callbackKeysOf,
  hidesItself,
  isCallbackKey,
  withDelegate,
  withInternalKeys,
  withItems,
  withoutInternalKeys,
} from '../events/internal-keys.ts';
import type { ResultRemarks } from '../events/remarks.ts';
import type { TaskView, ToldResult } from '../events/run-event.ts';
import { Dict } from '../python/dict.ts';
import type { ReadonlyDict } from '../python/readonly-dict.ts';
import { str } from '../python/repr.ts';
import type { Value } from '../python/value.ts';
import { isDebug } from './task-kind.ts';

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
  // In a loop that is hidden, Ansible leaves an item that is not as it is.
  const ofItem = (item: Dict, own: ResultRemarks): Dict =>
    isHidden(event) && !item.has('censored') ? withInternalKeys(item, own) : withKeys(item, own);
  return withDelegate(items ? withItems(shown, items, ofItem) : shown, remarks.delegate);
}

/** Whether a result is shown without `-v`, or not even with it; what is hidden says nothing of that. */
export function verbosityOf(event: ToldResult): Pick<ResultRemarks, 'verboseAlways' | 'verboseOverride'> {
  return isHidden(event) ? {} : event.remarks;
}

function withKeys(result: Dict, remarks: ResultRemarks): Dict {
  const isCensored = result.has('censored');
  const keys = callbackKeysOf(remarks, isCensored);
  const isBefore = ([key]: readonly [Value, Value]): boolean => !isCensored || shownCounts.includes(str(key));
  const members = [...result];
  return new Dict([...members.filter(isBefore), ...keys, ...members.filter((member) => !isBefore(member))]);
}

function isHidden({ task, remarks }: ToldResult): boolean {
  return task.noLog || remarks.noLog === true;
}

function isHiddenItem(item: Value, remarks: ResultRemarks | undefined): item is Dict {
  return item instanceof Dict && (remarks?.noLog ?? hidesItself(item));
}

function cleanResult(result: ReadonlyDict, task: TaskView): Dict {
  const shown = withoutInternalKeys(result, isCallbackKey);
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
