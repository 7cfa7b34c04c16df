import { reportOf } from '../../errors/error-report.ts';
import { MitorunError } from '../../errors/mitorun-error.ts';
import { str } from '../../python/repr.ts';
import { isTruthy } from '../../python/truth.ts';
import { delegateByName, shownDelegate, unknownDelegate } from '../delegation.ts';
import type { TaskKeywords } from '../task-keywords.ts';
import { isFailed, type ItemOutcome } from '../task-outcome.ts';
import type { Item } from './item.ts';
import { inJob, type ItemScope } from './item-scope.ts';

type ItemConsequences = Pick<
  ItemOutcome,
  'remarks' | 'notify' | 'delegatedTo' | 'delegateFacts' | 'ignoreErrors' | 'ignoreUnreachable'
>;

/**
 * What follows from a result beside the result, and what of it is shown, as its keywords say.
 * @param raised an error gave the result, not the action: callbacks know the delegate's name then, but no address of it
 */
export async function itemConsequences(
  item: Item,
  scope: ItemScope,
  { result, remarks }: Pick<ItemOutcome, 'result' | 'remarks'>,
  raised = false,
): Promise<ItemConsequences> {
  const { keywords, delegatedTo } = scope;
  return inJob(item, () => {
    const noLog = masks(item, keywords) && { noLog: true };
    const delegate =
      delegatedTo !== undefined
        ? raised
          ? delegateByName(delegatedTo)
          : shownDelegate(item.running, delegatedTo)
        : isFailed(result)
          ? unknownDelegate(item.running.task, scope.templar)
          : undefined;
    return {
      remarks: { ...remarks, ...noLog, ...(delegate && { delegate }) },
      delegatedTo,
      notify: orElse(() => notifications(keywords), []),
      delegateFacts: orElse(() => keywords.boolean('delegate_facts'), false),
      // A value that is no boolean counts by its truth.
      ignoreErrors: orElse(
        () => keywords.boolean('ignore_errors'),
        isTruthy(keywords.raw('ignore_errors') ?? false),
      ),
      ignoreUnreachable: orElse(() => keywords.boolean('ignore_unreachable'), false),
    };
  });
}

/** Hides the result where `no_log` cannot be read. */
function masks(item: Item, keywords: TaskKeywords): boolean {
  try {
    return keywords.boolean('no_log');
  } catch (error) {
    if (!(error instanceof MitorunError)) throw error;
    const message = 'Invalid no_log value for task, output will be masked.';
    const cause = new MitorunError('ACTION', message, { cause: error });
    item.emit({ kind: 'warning', message, report: reportOf(cause) });
    return true;
  }
}

function notifications(keywords: TaskKeywords): string[] {
  const value = keywords.value('notify');
  if (value === undefined) return [];
  return (Array.isArray(value) ? value : [value]).map((topic) => str(topic));
}

function orElse<T>(compute: () => T, otherwise: T): T {
  try {
    return compute();
  } catch (error) {
    if (error instanceof MitorunError) return otherwise;
    throw error;
  }
}
