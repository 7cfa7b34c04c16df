import { joinedMessage, reportOf } from '../../errors/error-report.ts';
import { MitorunError } from '../../errors/mitorun-error.ts';
import { Dict } from '../../python/dict.ts';
import type { Value } from '../../python/value.ts';
import { checkConnectionVariables } from '../check-connection-variables.ts';
import { checkBlockName, checkKeywords } from '../check-keywords.ts';
import { evaluateConditions } from '../conditions.ts';
import { delegateOf } from '../delegation.ts';
import { includeRequest, includeResult } from '../include-request.ts';
import { writtenTask } from '../running-task.ts';
import type { IncludeRequest } from '../task-outcome.ts';
import type { Item } from './item.ts';
import { delegatedScope, type ItemScope } from './item-scope.ts';
import { actionName, argumentSurroundings } from './prepare.ts';

/** What becomes of an item before anything is done on its target. */
export type Decision =
  | { readonly kind: 'run' }
  /** The item is settled already: a condition does not hold, or an include names no file. */
  | { readonly kind: 'over'; readonly result: Dict }
  | { readonly kind: 'include'; readonly result: Dict; readonly include: IncludeRequest };

/**
 * First half of the first phase: where the item runs. Gives the scope that sees the delegate, where it has one. Throws
 * MitorunError where `delegate_to` cannot be rendered.
 */
export async function decideTarget(item: Item, scope: ItemScope): Promise<ItemScope> {
  const { task } = item.running;
  const delegate = await scope.templar.inJob(() => delegateOf(task, scope.templar));
  return delegate === undefined ? scope : delegatedScope(item, delegate);
}

/**
 * Second half: whether the item runs. Throws MitorunError for a condition that cannot be evaluated, for a keyword whose value
 * is none, and `loopError` where the conditions do not make it irrelevant.
 * @param loopError why the loop has no items
 */
export async function decide(
  item: Item,
  scope: ItemScope,
  loopError: MitorunError | undefined,
): Promise<Decision> {
  const { templar } = scope;
  const skipped = await templar.inJob(() => skipResult(item, scope, loopError));
  if (skipped) return { kind: 'over', result: skipped };
  if (loopError) throw loopError;
  const include = await templar.inJob(() => checkedInclude(item, scope));
  if (include === undefined) return { kind: 'run' };
  if (include instanceof Dict) return { kind: 'over', result: include };
  return { kind: 'include', include, result: includeResult(include) };
}

function skipResult(item: Item, scope: ItemScope, loopError: MitorunError | undefined): Dict | undefined {
  for (const conditions of scope.keywords.whens()) {
    const { holds, falseCondition } = evaluateWhen(item, scope, conditions, loopError);
    if (holds) continue;
    return Dict.of({
      changed: false,
      skipped: true,
      skip_reason: 'Conditional result was False',
      false_condition: falseCondition ?? false,
    });
  }
  return undefined;
}

/**
 * Evaluates `when`. Where the loop is broken too, throws the loop's error, and emits the condition's as a
 * message that -v shows.
 */
function evaluateWhen(
  item: Item,
  { templar }: ItemScope,
  conditions: readonly Value[],
  loopError: MitorunError | undefined,
) {
  try {
    return evaluateConditions(conditions, templar, item.running.task.origin);
  } catch (error) {
    if (!loopError || !(error instanceof MitorunError)) throw error;
    item.emit({ kind: 'message', text: joinedMessage(reportOf(error)), verbosity: 1 });
    throw loopError;
  }
}

/**
 * Checks a task whose condition holds: connection variables and the block's name. Returns the include request
 * of an include, undefined for any other action.
 */
function checkedInclude(
  item: Item,
  { keywords, templar, delegatedTo }: ItemScope,
): IncludeRequest | Dict | undefined {
  const { running } = item;
  if (delegatedTo === undefined) checkConnectionVariables(templar, running.task);
  checkBlockName(running.task, templar);
  checkKeywords(keywords, (message) => item.emit({ kind: 'warning', message }));
  return includeRequest(writtenTask(running), actionName(running.task, templar), templar, {
    surroundings: argumentSurroundings(item),
    loop: item.loop,
  });
}
