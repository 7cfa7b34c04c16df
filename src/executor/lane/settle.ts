import { type Answer, answerOf } from '../../actions/answer.ts';
import type { RunEvent, ToldResult } from '../../events/run-event.ts';
import { Dict } from '../../python/dict.ts';
import { evaluateConditions } from '../conditions.ts';
import { delegateByName } from '../delegation.ts';
import { judgeResult } from '../judge-result.ts';
import { withNotices } from '../task-messages.ts';
import { isFailed, isSkipped } from '../task-outcome.ts';
import { BackgroundJob, type JobStep } from './background-job.ts';
import type { Lease } from './connect.ts';
import type { Item } from './item.ts';
import { inJob, type ItemScope, renewedScope, templarWithResult } from './item-scope.ts';
import type { PreparedItem } from './prepare.ts';

/** What follows from an answer, and the events that say so. */
export type Settled =
  | {
      readonly kind: 'done';
      readonly answer: Answer;
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
  answer: Answer | undefined,
): Promise<Settled> {
  const settling = { item, prepared, lease, scope: renewedScope(item, prepared.scope) };
  if (lease.job) return settleJob(settling, lease.job.take(answer), answer);
  const given = answer ?? answerOf(new Dict());
  const poll = await pollOf(settling, given.data);
  if (poll === undefined) return settleAnswer(settling, given, []);
  if (!given.data.has('ansible_job_id')) {
    const failure = Dict.of({ failed: true, msg: 'No job id was returned by the async task' });
    return settleAnswer(settling, answerOf(failure), []);
  }
  lease.job = new BackgroundJob(given, lease.context.asyncSeconds, poll);
  return settleJob(settling, lease.job.begin(), undefined);
}

/** Seconds between two looks at the job that an answer says was started; undefined where there is none to wait for. */
async function pollOf({ item, lease, scope }: Settling, answer: Dict): Promise<number | undefined> {
  const { keywords } = scope;
  await inJob(item, () => keywords.comparable('async', '>'));
  if (lease.context.asyncSeconds <= 0 || isFailed(answer) || isSkipped(answer)) return undefined;
  const poll = await inJob(item, () => keywords.integer('poll') ?? 0);
  return poll > 0 ? poll : undefined;
}

async function settleJob(settling: Settling, step: JobStep, status: Answer | undefined): Promise<Settled> {
  const { view: task, host } = settling.item.running;
  const looked: RunEvent[] =
    step.isRunning && status ? [{ kind: 'async-poll', task, host, ...toldAnswer(status) }] : [];
  if (step.kind === 'ask') {
    const { after, question } = step;
    return { kind: 'poll', after, question, events: looked };
  }
  const { answer } = step;
  const kind = isFailed(answer.data) ? 'async-failed' : 'async-ok';
  return settleAnswer(settling, answer, [...looked, { kind, task, host, ...toldAnswer(answer) }]);
}

async function settleAnswer(
  settling: Settling,
  given: Answer,
  events: readonly RunEvent[],
): Promise<Settled> {
  const { item, prepared, lease, scope } = settling;
  const { tries, until, delay } = prepared.repetition;
  const answer = await judge(settling, given);
  if (tries === 1) return { kind: 'done', answer, scope, events };
  const conditions = until ?? [!isFailed(answer.data)];
  const { origin } = item.running.task;
  const { holds } = await inJob(item, () =>
    evaluateConditions(conditions, templarWithResult(item, scope, answer), origin),
  );
  if (holds) return { kind: 'done', answer, scope, events };
  if (lease.number === tries) {
    answer.data.set('attempts', tries - 1);
    answer.data.set('failed', true);
    return { kind: 'done', answer, scope, events };
  }
  return { kind: 'again', after: delay < 0 ? 1 : delay, events: [...events, retryEvent(settling, answer)] };
}

async function judge({ item, prepared, lease, scope }: Settling, answer: Answer): Promise<Answer> {
  return inJob(item, () => {
    // A copy, because conditions read it: it must be as it was when they are evaluated again.
    const judged = { ...answer, data: answer.data.copy() };
    judgeResult(judged.data, {
      keywords: scope.keywords,
      attempts: prepared.repetition.tries > 1 ? lease.number : undefined,
      failedInModule: answer.remarks.failedInModule,
      templar: () => templarWithResult(item, scope, judged),
      origin: item.running.task.origin,
    });
    return judged;
  });
}

function retryEvent({ item, prepared, scope }: Settling, answer: Answer): RunEvent {
  const { view, host } = item.running;
  const { delegatedTo } = scope;
  const { result, remarks } = toldAnswer(answer);
  // The delegate's address is not known to callbacks before the last try.
  const delegate = delegatedTo === undefined ? {} : { delegate: delegateByName(delegatedTo) };
  return {
    kind: 'retry',
    task: view,
    host,
    result: result.copy().set('retries', prepared.repetition.tries),
    remarks: { ...remarks, ...delegate },
  };
}

/** An answer as events carry it. */
function toldAnswer({ data, remarks }: Answer): Pick<ToldResult, 'result' | 'remarks'> {
  return { result: data, remarks: withNotices(data, remarks) };
}
