import { setTimeout as sleep } from 'node:timers/promises';
import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import { isTruthy } from '../python/truth.ts';
import type { Action, ActionContext } from './action.ts';
import type { Answer } from './answer.ts';
import { checkedArguments } from './check-arguments.ts';
import { expandRemoteHome } from './transfer/remote-home.ts';

const spec = {
  jid: { type: 'str', required: true },
  mode: { type: 'str', choices: ['status', 'cleanup'], default: 'status' },
};

/** `async_status`: how a job in the background is getting on, from its file in the target's directory of jobs. */
export const asyncStatus: Action = {
  run: async (context) => {
    return jobStatus(context, checkedArguments(context, spec));
  },
};

/** The state of a job of the host that the task runs on. @param args `jid`; `mode` where it isn't `status`; `_async_dir` where it is known */
export async function jobStatus(context: ActionContext, args: Dict): Promise<Answer> {
  const jobId = str(args.get('jid') ?? '');
  const written = str(context.setting('DEFAULT_ASYNC_DIR') ?? '~/.ansible_async');
  const directory = str(args.get('_async_dir') ?? (await expandRemoteHome(context, written)));
  const result = Dict.of({
    started: false,
    finished: false,
    stdout: '',
    stderr: '',
    stdout_lines: [],
    stderr_lines: [],
    ansible_job_id: jobId,
  });
  const path = `${directory}/${jobId}`;
  if (args.get('mode') === 'cleanup') result.set('erased', path);
  else {
    result.set('results_file', path);
    result.set('started', true);
  }
  args.set('_async_dir', directory);
  const { data, remarks } = await settledStatus(context, jobId, args);
  for (const [name, value] of data) result.set(name, value);
  for (const name of ['started', 'finished']) result.set(name, isTruthy(result.get(name) ?? false));
  return { data: result, remarks };
}

/** How long to wait before asking for a young job once more, in milliseconds. Doubled each time. */
const firstPause = 20;

/**
 * Returns the module's status of the job. Waits for a young job until it has ended or is young no more: when
 * Ansible asks, a short job has ended already, and playbooks rely on that.
 */
async function settledStatus(context: ActionContext, jobId: string, args: Dict): Promise<Answer> {
  const end = performance.now() + context.youthLeft(jobId);
  for (let pause = firstPause; ; pause *= 2) {
    const status = await context.runModule('ansible.legacy.async_status', args, {
      foreground: true,
      ignoreCheckMode: true,
    });
    const left = end - performance.now();
    if (left <= 0 || !isRunning(status.data)) return status;
    await sleep(Math.min(pause, left), undefined, { signal: context.signal });
  }
}

/** Whether the status says that the job is running. That of `cleanup` never does. */
function isRunning(status: Dict): boolean {
  const is = (name: string): boolean => isTruthy(status.get(name) ?? false);
  return is('started') && !is('finished') && !is('failed');
}
