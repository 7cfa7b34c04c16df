import type { PlayContext } from '../executor/play-context.ts';
import type { TaskOutcome } from '../executor/task-outcome.ts';
import type { PlayRun } from './play-run.ts';

/** The hosts that a result counts for: all of the batch for `run_once`, else the one it ran on. */
export function targetHosts(run: PlayRun, outcome: TaskOutcome): string[] {
  return outcome.runOnce ? run.context.batch.filter((host) => !run.unreachable.has(host)) : [outcome.host];
}

/** Takes back one removal: a host that was removed twice stays away, as in Ansible. */
export function readmit(context: PlayContext, host: string): void {
  const at = context.removed.indexOf(host);
  if (at >= 0) context.removed = context.removed.toSpliced(at, 1);
}

/** Takes a host out of `ansible_play_hosts`. */
export function remove(context: PlayContext, host: string): void {
  context.removed = [...context.removed, host];
}

/** Fails a host: it goes on in rescue or always where there is one, else it is out. */
export function failHost(run: PlayRun, host: string): void {
  const cursor = run.iterator.cursor(host);
  cursor.fail();
  remove(run.context, host);
  if (cursor.hasFailed && run.iterator.peek(host).task === undefined) run.failed.add(host);
}
