import type { ResultEvent, TaskView } from '../events/run-event.ts';
import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import type { Value } from '../python/value.ts';
import { isDebug } from './task-kind.ts';

/** Internal keys that callbacks look at. */
const callbackKeys = new Set([
  '_ansible_verbose_always',
  '_ansible_item_label',
  '_ansible_no_log',
  '_ansible_verbose_override',
]);
const delegateKeys = new Set(['ansible_host', 'ansible_port', 'ansible_user', 'ansible_connection']);
const censorship =
  "the output has been hidden due to the fact that 'no_log: true' was specified for this result";
const keptUnderCensorship = [
  'attempts',
  'changed',
  'retries',
  '_ansible_no_log',
  'exception',
  'warnings',
  'deprecations',
];

/**
 * A result as callbacks get it (`as_callback_task_result` of ansible-core's task_result.py): next to nothing under
 * no_log, else without what the event says already (`failed`, `skipped`) and without keys that only the executor needs.
 */
export function callbackResult(event: Pick<ResultEvent, 'task' | 'result'>): Dict {
  const { result } = event;
  const shown =
    event.task.noLog || result.get('_ansible_no_log') === true
      ? censoredResult(result)
      : cleanResult(result, event.task);
  const delegated = event.result.get('_ansible_delegated_vars');
  if (delegated instanceof Dict) {
    shown.set(
      '_ansible_delegated_vars',
      new Dict([...delegated].filter(([key]) => delegateKeys.has(str(key)))),
    );
  }
  return shown;
}

function cleanResult(result: Dict, task: TaskView): Dict {
  const kept = new Dict();
  for (const [key, value] of result) {
    if (key === 'failed' || key === 'skipped' || (key === 'invocation' && isDebug(task))) continue;
    if (isInternal(key)) continue;
    kept.set(key, withoutInternalKeys(value));
  }
  return kept;
}

function isInternal(key: Value): boolean {
  return typeof key === 'string' && key.startsWith('_ansible_') && !callbackKeys.has(key);
}

function withoutInternalKeys(value: Value): Value {
  if (Array.isArray(value)) return value.map(withoutInternalKeys);
  if (!(value instanceof Dict)) return value;
  const kept = new Dict();
  for (const [key, member] of value) if (!isInternal(key)) kept.set(key, withoutInternalKeys(member));
  return kept;
}

/** A loop keeps its shape, so that callbacks see that there was one. */
function censoredResult(result: Dict): Dict {
  const kept = censored(result);
  const results = result.get('results');
  if (Array.isArray(results) && results.length > 0) {
    kept.set(
      'results',
      results.map((item) =>
        item instanceof Dict && item.get('_ansible_no_log') === true ? censored(item) : item,
      ),
    );
  }
  return kept;
}

function censored(result: Dict): Dict {
  const kept = new Dict();
  for (const key of keptUnderCensorship) {
    const value = result.get(key);
    if (value !== undefined) kept.set(key, value);
  }
  return kept.set('censored', censorship);
}
