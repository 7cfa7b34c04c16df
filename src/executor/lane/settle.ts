import type { RunEvent } from '../../events/run-event.ts';
import { Dict } from '../../python/dict.ts';
import { evaluateConditions } from '../conditions.ts';
import { namedDelegate } from '../delegation.ts';
import { judgeResult } from '../judge-result.ts';
import { isFailed, isSkipped } from '../task-outcome.ts';
import { BackgroundJob, type JobStep } from './background-job.ts';
import type { Lease } from './connect.ts';
import type { Item } from './item.ts';
import { type ItemScope, renewedScope, templarWithResult } from './item-scope.ts';
import type { PreparedItem } from './prepare.ts';

/** What follows from an answer, and the events that say so. */
export type Settled =
  | {
      readonly kind: 'done';
      readonly result: Dict;
      /** What was true when it was settled. */
      readonly scope: ItemScope;
      readonly events: readonly RunEvent[];
    }
  /** The item is tried again after so many seconds. */
  | { readonly kind: 'again'; readonly after: number; readonly events: readonly RunEvent[] }
  /** The target is asked about the item's background job after so many seconds. */
  | {
      readonly kind: 'poll';
      readonly after: number;
      readonly question: Dict;
      readonly events: readonly RunEvent[];
    };

/** What settling knows of an item. */
interface Settling {
  readonly item: Item;
  readonly prepared: PreparedItem;
  readonly lease: Lease;
  /** What is true now. */
  readonly scope: ItemScope;
}

/**
 * The fifth phase: what an answer means, read with the variables as they are now. Asks nobody and emits nothing. Throws
 * MitorunError for a keyword that cannot be read.
 * @param answer what the action gave, or what the target says of the job that it started; undefined where it could not be asked
 */
export async function settle(
  item: Item,
  prepared: PreparedItem,
  lease: Lease,
  answer: Dict | undefined,
): Promise<Settled> {
  const settling = { item, prepared, lease, scope: await renewedScope(item, prepared.scope) };
  if (lease.job) return settleJob(settling, lease.job.take(answer), answer);
  const result = answer ?? new Dict();
  const poll = await pollOf(settling, result);
  if (poll === undefined) return settleResult(settling, result, []);
  if (!result.has('ansible_job_id'))
    return settleResult(
      settling,
      Dict.of({ failed: true, msg: 'No job id was returned by the async task' }),
      [],
    );
  lease.job = new BackgroundJob(result, lease.context.asyncSeconds, poll);
  return settleJob(settling, lease.job.begin(), undefined);
}

/** Seconds between two looks at the job that an answer says was started; undefined where there is none to wait for. */
async function pollOf({ lease, scope }: Settling, answer: Dict): Promise<number | undefined> {
  const { keywords, templar } = scope;
  await templar.inJob(() => keywords.comparable('async', '>'));
  if (lease.context.asyncSeconds <= 0 || isFailed(answer) || isSkipped(answer)) return undefined;
  const poll = await templar.inJob(() => keywords.integer('poll') ?? 0);
  return poll > 0 ? poll : undefined;
}

async function settleJob(settling: Settling, step: JobStep, status: Dict | undefined): Promise<Settled> {
  const { view: task, host } = settling.item.running;
  const looked: RunEvent[] =
    step.isRunning && status ? [{ kind: 'async-poll', task, host, result: status }] : [];
  if (step.kind === 'ask') {
    const { after, question } = step;
    return { kind: 'poll', after, question, events: looked };
  }
  const { result } = step;
  const kind = isFailed(result) ? 'async-failed' : 'async-ok';
  return settleResult(settling, result, [...looked, { kind, task, host, result }]);
}

async function settleResult(settling: Settling, answer: Dict, events: readonly RunEvent[]): Promise<Settled> {
  const { item, prepared, lease, scope } = settling;
  const { tries, until, delay } = prepared.repetition;
  const result = await judge(settling, answer);
  if (tries === 1) return { kind: 'done', result, scope, events };
  const conditions = until ?? [!isFailed(result)];
  const judging = templarWithResult(item, scope, result);
  const { origin } = item.running.task;
  const { holds } = await judging.inJob(() => evaluateConditions(conditions, judging, origin));
  if (holds) return { kind: 'done', result, scope, events };
  if (lease.number === tries) {
    result.set('attempts', tries - 1);
    result.set('failed', true);
    return { kind: 'done', result, scope, events };
  }
  return { kind: 'again', after: delay < 0 ? 1 : delay, events: [...events, retryEvent(settling, result)] };
}

async function judge({ item, prepared, lease, scope }: Settling, answer: Dict): Promise<Dict> {
  const { keywords, templar } = scope;
  return templar.inJob(() => {
    // A copy, because conditions read it: it must be as it was when they are evaluated again.
    const judged = answer.copy();
    judgeResult(judged, {
      keywords,
      attempts: prepared.repetition.tries > 1 ? lease.number : undefined,
      templar: () => templarWithResult(item, scope, judged),
      origin: item.running.task.origin,
    });
    return judged;
  });
}

function retryEvent({ item, prepared, scope }: Settling, result: Dict): RunEvent {
  const { view, host } = item.running;
  const { delegatedTo } = scope;
  // The delegate's address is not known to callbacks before the last try.
  if (delegatedTo !== undefined) result.set('_ansible_delegated_vars', namedDelegate(delegatedTo));
  result.set('_ansible_retry', true);
  result.set('retries', prepared.repetition.tries);
  return { kind: 'retry', task: view, host, result };
}
