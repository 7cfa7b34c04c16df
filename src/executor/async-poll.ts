import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ActionContext } from '../actions/action.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import { isTruthy } from '../python/truth.ts';
import type { TaskRunFields } from './task-run.ts';

/** Waits for a background job of this task: asks `async_status` every `poll` seconds until it ends or time is up. */
export async function pollAsyncJob(
  context: ActionContext,
  started: Dict,
  options: {
    readonly seconds: number;
    readonly poll: number;
    readonly fields: TaskRunFields;
    /** Asks `async_status` with these arguments. */
    readonly status: (args: Dict) => Promise<Dict>;
  },
): Promise<Dict> {
  const { services, view, host } = options.fields;
  const jobId = started.get('ansible_job_id');
  if (jobId === undefined) return Dict.of({ failed: true, msg: 'No job id was returned by the async task' });
  const directory = dirname(str(started.get('results_file') ?? '~/.ansible_async/job'));
  const about = (extra: Readonly<Record<string, string>> = {}): Dict =>
    Dict.of({ jid: jobId, _async_dir: directory, ...extra });
  let status = started;
  for (let left = options.seconds; left > 0; left -= options.poll) {
    await sleep(options.poll * 1000, undefined, { signal: context.signal });
    try {
      status = await options.status(about());
    } catch (error) {
      // The connection may be away for a while: a job outlives that, as long as there is time.
      if (!(error instanceof MitorunError) || context.signal.aborted || left <= options.poll) throw error;
      await context.resetConnection();
      continue;
    }
    const parsedFailure = isTruthy(status.get('failed') ?? false) && status.get('_ansible_parsed') === true;
    if (
      isTruthy(status.get('finished') ?? false) ||
      parsedFailure ||
      isTruthy(status.get('skipped') ?? false)
    )
      break;
    services.emit({ kind: 'async-poll', task: view, host, result: status });
  }
  const finished = await concluded(status, () => options.status(about({ mode: 'cleanup' })), options.seconds);
  services.emit({
    kind: isTruthy(finished.get('failed') ?? false) ? 'async-failed' : 'async-ok',
    task: view,
    host,
    result: finished,
  });
  return finished;
}

async function concluded(status: Dict, cleanUp: () => Promise<unknown>, seconds: number): Promise<Dict> {
  if (!isTruthy(status.get('finished') ?? false)) {
    if (status.get('_ansible_parsed') !== true) {
      return Dict.of({ failed: true, msg: 'async task produced unparsable results', async_result: status });
    }
    return Dict.of({
      failed: true,
      msg: `async task did not complete within the requested time - ${seconds}s`,
      async_result: status,
    });
  }
  await cleanUp();
  return status;
}
