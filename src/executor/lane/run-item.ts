import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, answerOf } from '../../actions/answer.ts';
import { ActionFailure, ActionSkip, UnsentResult } from '../../actions/action-failure.ts';
import type { ErrorReport } from '../../errors/error-report.ts';
import type { MitorunError } from '../../errors/mitorun-error.ts';
import type { Origin } from '../../errors/origin.ts';
import type { Task } from '../../playbook/model.ts';
import { failureOf, reportOfResult, stackOf } from '../failure-result.ts';
import { type IncludeRequest, isFailed, type ItemOutcome } from '../task-outcome.ts';
import { connect } from './connect.ts';
import { decide, decideTarget } from './decide.ts';
import type { Item } from './item.ts';
import { type ItemScope, openScope } from './item-scope.ts';
import { itemConsequences } from './item-consequences.ts';
import { type PreparedItem, prepare } from './prepare.ts';
import { type Settled, settle } from './settle.ts';
import { askAboutJob, submit } from './submit.ts';

/**
 * Runs an item through its five phases to its outcome: decide, prepare, connect, submit, settle. Whatever fails becomes a
 * failed or unreachable result.
 * @param loopError why the task's loop has no items
 */
export async function runItem(item: Item, loopError: MitorunError | undefined): Promise<ItemOutcome> {
  const { task } = item.running;
  let scope = await openScope(item);
  let include: IncludeRequest | undefined;
  let answer: Answer;
  let error: ErrorReport | undefined;
  let raised = false;
  try {
    scope = await decideTarget(item, scope);
    const decision = await decide(item, scope, loopError);
    if (decision.kind === 'include') include = decision.include;
    if (decision.kind === 'run') ({ answer, scope } = await carryOut(item, scope));
    else answer = answerOf(decision.result);
    const { data, remarks } = answer;
    if (isFailed(data)) error = reportOfResult(data, remarks, writtenAt(task));
  } catch (thrown) {
    // The task as a whole has no result then, whichever item it is.
    if (thrown instanceof UnsentResult) throw thrown;
    ({ answer, error } = answerTo(item, thrown));
    raised = !(thrown instanceof ActionFailure);
  } finally {
    item.events.release();
  }
  const reported = item.messages.addTo(answer.data, answer.remarks);
  const effects = await itemConsequences(item, scope, reported, raised);
  return {
    result: reported.result,
    error,
    include,
    args: item.args,
    effects: item.effects,
    keywords: scope.keywords,
    ...effects,
  };
}

/** Prepares the item, and tries it until it is done. */
async function carryOut(
  item: Item,
  scope: ItemScope,
): Promise<{ readonly answer: Answer; readonly scope: ItemScope }> {
  const prepared = await prepare(item, scope);
  for (let number = 1; ; number++) {
    const settled = await tryOnce(item, prepared, number);
    if (settled.kind === 'done') return settled;
    await sleep(settled.after * 1000, undefined, { signal: item.running.services.signal });
  }
}

/** One try. Its connections are kept for as long as it lasts. */
async function tryOnce(
  item: Item,
  prepared: PreparedItem,
  number: number,
): Promise<Exclude<Settled, { kind: 'poll' }>> {
  const lease = await connect(item, prepared, number);
  try {
    let answer: Answer | undefined = await submit(item, lease);
    for (;;) {
      const settled = await settle(item, prepared, lease, answer);
      for (const event of settled.events) item.emit(event);
      if (settled.kind !== 'poll') return settled;
      answer = await askAboutJob(item, prepared, lease, settled);
    }
  } finally {
    lease.end();
  }
}

/** Turns an exception into the item's failure. An exception that ends the whole run is thrown again. */
function answerTo(
  { running, emit }: Item,
  thrown: unknown,
): { readonly answer: Answer; readonly error: ErrorReport | undefined } {
  const { services, host, task } = running;
  if (thrown instanceof ActionSkip) return { answer: thrown.answer(), error: undefined };
  const stack = stackOf(thrown);
  if (stack !== undefined) {
    if (services.signal.aborted) throw thrown;
    emit({ kind: 'message', text: stack, verbosity: 3, host });
  }
  const { result, remarks, error, advice } = failureOf(thrown, writtenAt(task));
  for (const text of advice) emit({ kind: 'message', text, verbosity: 1, host });
  return { answer: { data: result, remarks }, error };
}

/** Where a user wrote the task: nowhere, for one that gathers facts by itself. */
function writtenAt({ implicit, origin }: Task): Origin | undefined {
  return implicit ? undefined : origin;
}
