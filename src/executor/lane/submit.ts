import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from '../../actions/answer.ts';
import { jobStatus } from '../../actions/async-status.ts';
import { MitorunError } from '../../errors/mitorun-error.ts';
import type { Dict } from '../../python/dict.ts';
import type { Lease } from './connect.ts';
import type { Item } from './item.ts';
import type { PreparedItem } from './prepare.ts';

/**
 * The fourth phase: sends what `connect` made ready and returns the answer. From here on the item may change
 * its target, so first the events are emitted that were held back. Throws what the action throws, and
 * TaskTimeout where its time is over.
 */
export async function submit(item: Item, lease: Lease): Promise<Answer> {
  item.events.release();
  try {
    return await lease.ready.submit();
  } catch (error) {
    throw lease.explain(error);
  }
}

/**
 * Asks the target about the item's background job after so many seconds. Returns undefined where the
 * connection was lost: the next question opens a new one. Throws what asking throws. The task's time limit
 * does not count here: it was for starting the job.
 */
export async function askAboutJob(
  item: Item,
  prepared: PreparedItem,
  lease: Lease,
  { after, question }: { readonly after: number; readonly question: Dict },
): Promise<Answer | undefined> {
  const { signal } = item.running.services;
  if (after > 0) await sleep(after * 1000, undefined, { signal });
  try {
    return await jobAnswer(item, prepared, lease, question);
  } catch (error) {
    if (!(error instanceof MitorunError) || signal.aborted || lease.job?.mayMissQuestion !== true)
      throw error;
    await lease.context.resetConnection();
    return undefined;
  }
}

function jobAnswer(
  { running }: Item,
  { foreign }: PreparedItem,
  { context }: Lease,
  question: Dict,
): Promise<Answer> {
  const asking = context.forJobStatus(question);
  if (!foreign) return jobStatus(asking, question);
  // The action finds the directory itself.
  question.delete('_async_dir');
  return running.foreign.run(asking, foreign);
}
