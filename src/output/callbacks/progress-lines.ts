import type { RunEvent, TaskView, ToldResult } from '../../events/run-event.ts';
import { Dict } from '../../python/dict.ts';
import type { ReadonlyDict } from '../../python/readonly-dict.ts';
import { str } from '../../python/repr.ts';
import { callbackResult, verbosityOf } from '../callback-result.ts';
import { hostLabel } from '../host-label.ts';
import { resultText, type ResultFormat } from '../result-text.ts';
import { oneLine } from '../plain-text.ts';

/** A failed try that is not the last one; with `-vvv` the result so far, and always that of actions which exist to show it. */
export function retryLine(event: ToldResult, format: ResultFormat): string {
  const { task, result } = event;
  const left = Number(result.get('retries')) - Number(result.get('attempts'));
  const { verboseAlways } = verbosityOf(event);
  const isShown = format.verbosity > 2 || verboseAlways === true;
  const so = isShown ? `Result was: ${resultText(callbackResult(event), format, { verboseAlways })}` : '';
  return `FAILED - RETRYING: [${hostLabel(event)}]: ${ownName(task)} (${left} retries left).${so}`;
}

/** The name without the role's, unless there is none but the action. */
function ownName({ name, role, action }: TaskView): string {
  const at = role === undefined ? -1 : name.indexOf(`${role} : `);
  const own = role === undefined || at < 0 ? name : name.slice(at + role.length + 3);
  return own === action ? name : own;
}

export function asyncPollLine({ host, result }: ToldResult): string {
  const value = (name: string): string => str(result.get(name) ?? null);
  return `ASYNC POLL on ${oneLine(host)}: jid=${value('ansible_job_id')} started=${value('started')} finished=${value('finished')}`;
}

export function asyncFinishedLine({
  kind,
  host,
  result,
}: Extract<RunEvent, { kind: 'async-ok' | 'async-failed' }>): string {
  return `ASYNC ${kind === 'async-ok' ? 'OK' : 'FAILED'} on ${oneLine(host)}: jid=${jobId(result)}`;
}

/** A job that timed out has its id in what the last poll said. */
function jobId(result: ReadonlyDict): string {
  const nested = result.get('async_result');
  return str(
    result.get('ansible_job_id') ??
      (nested instanceof Dict ? nested.get('ansible_job_id') : undefined) ??
      null,
  );
}
