import type { ActionEffects } from '../actions/effects.ts';
import type { TaskKeywords } from './task-keywords.ts';
import type { ResultRemarks } from '../events/remarks.ts';
import type { TaskView } from '../events/run-event.ts';
import type { ErrorReport } from '../errors/error-report.ts';
import type { Origin } from '../errors/origin.ts';
import type { Task } from '../playbook/model.ts';
import { Dict } from '../python/dict.ts';
import type { ReadonlyDict } from '../python/readonly-dict.ts';
import { isTruthy } from '../python/truth.ts';

/**
 * What a task gave on one host. The strategy turns it into facts, registered variables, notifications and statistics. Nobody
 * changes it any more: an outcome that differs is another one.
 */
export interface TaskOutcome {
  readonly host: string;
  readonly task: Task;
  readonly view: TaskView;
  readonly result: ReadonlyDict;
  readonly remarks: ResultRemarks;
  readonly error: ErrorReport | undefined;
  readonly ignoreErrors: boolean;
  readonly ignoreUnreachable: boolean;
  readonly runOnce: boolean;
  readonly register: string | undefined;
  readonly isLoop: boolean;
  /** Per item, the only member being the whole result where the task does not loop. */
  readonly items: readonly ItemOutcome[];
}

export interface ItemOutcome {
  readonly result: ReadonlyDict;
  readonly remarks: ResultRemarks;
  readonly error: ErrorReport | undefined;
  /** Handlers to notify if the result is changed. */
  readonly notify: readonly string[];
  readonly delegatedTo: string | undefined;
  readonly delegateFacts: boolean;
  readonly ignoreErrors: boolean;
  readonly ignoreUnreachable: boolean;
  /** For include_tasks and include_role: what to load. */
  readonly include: IncludeRequest | undefined;
  /** The arguments as rendered; undefined where it did not come to that. */
  readonly args?: Dict | undefined;
  /** What its action may have changed. */
  readonly effects: ActionEffects;
  /** The task's keywords with the values that they had. */
  readonly keywords?: TaskKeywords;
}

/** A dynamic include as rendered for one host and item. */
export interface IncludeRequest {
  /** The file or role as written, rendered. */
  readonly target: string;
  /** Where a user wrote that name. */
  readonly targetOrigin: Origin | undefined;
  readonly isRole: boolean;
  readonly args: Dict;
  /** Loop variables that the included tasks see. */
  readonly loopVariables: Dict;
}

/** The remarks of a loop's items, in their order; undefined where the task does not loop. */
export function remarksOfItems({ isLoop, items }: TaskOutcome): readonly ResultRemarks[] | undefined {
  return isLoop ? items.map(({ remarks }) => remarks) : undefined;
}

export function isFailed(result: ReadonlyDict): boolean {
  return isTruthy(result.get('failed') ?? false);
}
/**
 * Whether the strategy treats a result as a failure. `failed_when` decides, even where the tries of `until`
 * are used up and the result says `failed`. A loop's items count, too.
 */
export function countsAsFailed(result: ReadonlyDict): boolean {
  const listed = result.get('results');
  const all: ReadonlyDict[] = [
    result,
    ...(Array.isArray(listed) ? listed.filter((item) => item instanceof Dict) : []),
  ];
  if (!all.some((one) => one.has('failed_when_result'))) return isFailed(result);
  return result.has('failed_when_result')
    ? isTruthy(result.get('failed_when_result') ?? false)
    : all.some((one) => isTruthy(one.get('failed_when_result') ?? false));
}
export function isUnreachable(result: ReadonlyDict): boolean {
  return isTruthy(result.get('unreachable') ?? false);
}
export function isChanged(result: ReadonlyDict): boolean {
  return isTruthy(result.get('changed') ?? false);
}
/** Skipped as a whole; a loop is skipped when all of its items are. */
export function isSkipped(result: ReadonlyDict): boolean {
  return isTruthy(result.get('skipped') ?? false);
}
