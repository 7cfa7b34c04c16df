import { markDeprecated } from '../../actions/module-run/deprecated-members.ts';
import { withItems, withoutInternalKeys } from '../../events/internal-keys.ts';
import type { ResultRemarks } from '../../events/remarks.ts';
import { remarksOfItems, type TaskOutcome } from '../../executor/task-outcome.ts';
import type { Dict } from '../../python/dict.ts';
import type { Value } from '../../python/value.ts';

/**
 * A result as `register` keeps it: a copy without internal keys and without `invocation`, with every deprecation that was met
 * on the way to it.
 */
export function registeredResult(outcome: TaskOutcome): Value {
  const items = remarksOfItems(outcome) ?? [];
  const copy = withItems(withoutInternalKeys(outcome.result), items, marked);
  copy.delete('invocation');
  const shownBefore = outcome.remarks.deprecations.flatMap((deprecation) => deprecation.shownBefore ?? []);
  if (shownBefore.length > 0) {
    const listed = copy.get('deprecations');
    copy.set('deprecations', [...(Array.isArray(listed) ? listed : []), ...shownBefore]);
  }
  return marked(copy, outcome.remarks);
}

function marked(result: Dict, { deprecatedMembers }: ResultRemarks): Value {
  return markDeprecated(result, deprecatedMembers);
}
