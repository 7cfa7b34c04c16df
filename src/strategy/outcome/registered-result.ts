import { markDeprecated } from '../../actions/module-run/deprecated-members.ts';
import { withoutInternalKeys } from '../../events/internal-keys.ts';
import type { ResultRemarks } from '../../events/remarks.ts';
import { remarksOfItems, type TaskOutcome } from '../../executor/task-outcome.ts';
import { Dict } from '../../python/dict.ts';
import type { Value } from '../../python/value.ts';

/**
 * A result as `register` keeps it: a copy without internal keys and without `invocation`, with every deprecation that was met
 * on the way to it.
 */
export function registeredResult(outcome: TaskOutcome): Value {
  const copy = withoutInternalKeys(outcome.result);
  copy.delete('invocation');
  const items = remarksOfItems(outcome);
  const results = copy.get('results');
  if (items && Array.isArray(results))
    copy.set(
      'results',
      results.map((result, index) => marked(result, items[index])),
    );
  const shownBefore = outcome.remarks.deprecations.flatMap((deprecation) => deprecation.shownBefore ?? []);
  if (shownBefore.length > 0) {
    const listed = copy.get('deprecations');
    copy.set('deprecations', [...(Array.isArray(listed) ? listed : []), ...shownBefore]);
  }
  return marked(copy, outcome.remarks);
}

function marked(result: Value, remarks: ResultRemarks | undefined): Value {
  return result instanceof Dict ? markDeprecated(result, remarks?.deprecatedMembers) : result;
}
