import { BecomeCommandEnded } from '../broker/steps/failure.ts';
import { ActionFailure } from '../actions/action-failure.ts';
import type { Answer } from '../actions/answer.ts';
import {
  type ErrorLink,
  type ErrorReport,
  joinedMessage,
  noTraceback,
  reportOf,
} from '../errors/error-report.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import type { Origin } from '../errors/origin.ts';
import type { Remarks } from '../events/remarks.ts';
import { Dict } from '../python/dict.ts';
import { TaskTimeout } from './task-timeout.ts';
import { str } from '../python/repr.ts';

/** A failed attempt: its result and the chain of causes that the output shows. */
export interface Failure {
  readonly result: Dict;
  readonly remarks: Remarks;
  readonly error: ErrorReport;
  /** What mitorun knows beyond Ansible's words. */
  readonly advice: readonly string[];
}

/**
 * Wraps an exception that mitorun did not foresee, in the words of Ansible's task executor. Its stack helps
 * whoever mends mitorun: see `stackOf`.
 */
function unexpectedFailure(error: unknown): MitorunError {
  const text = error instanceof Error ? error.message : String(error);
  return new MitorunError('ACTION', `Unexpected failure during task execution: ${text}`, { cause: error });
}

/** Returns the stack of an unforeseen exception; undefined for a MitorunError, which a user can mend. */
export function stackOf(error: unknown): string | undefined {
  return error instanceof Error && !(error instanceof MitorunError) ? error.stack : undefined;
}

/**
 * Turns an exception into a result: unreachable for a connection error, else failed. `msg` has the whole
 * chain of causes.
 */
export function failureOf(error: unknown, origin: Origin | undefined): Failure {
  if (error instanceof MitorunError && error.code === 'CONNECTION') {
    const report = reportOf(new MitorunError('CONNECTION', 'Task failed.', { origin, cause: error }));
    return {
      result: Dict.of({
        unreachable: true,
        exception: noTraceback,
        msg: joinedMessage(report),
        changed: false,
      }),
      remarks: {},
      error: { chain: report.chain.map((link) => ({ ...link, hint: undefined })) },
      advice: report.chain.flatMap(({ hint }) => hint ?? []),
    };
  }
  if (!(error instanceof MitorunError)) return failureOf(unexpectedFailure(error), origin);
  const report = reportOf(new MitorunError('ACTION', 'Task failed.', { origin, cause: error }));
  const isOfAction = error instanceof ActionFailure;
  const own = error instanceof TaskTimeout ? timedOut(error) : isOfAction ? error.answer : undefined;
  const result = own?.data.copy() ?? new Dict();
  result.set('failed', true);
  result.set('exception', noTraceback);
  result.set('msg', isOfAction ? error.message : joinedMessage(report));
  if (error instanceof BecomeCommandEnded) {
    result.set('rc', error.rc);
    result.set('module_stdout', '');
    result.set('module_stderr', error.output);
  }
  if (!result.has('changed')) result.set('changed', false);
  return { result, remarks: own?.remarks ?? {}, error: report, advice: adviceOf(error) };
}

function adviceOf(error: unknown): string[] {
  if (!(error instanceof MitorunError)) return [];
  return [...(error.advice === undefined ? [] : [error.advice]), ...adviceOf(error.cause)];
}

/** Turns an error from before the task began into a failed result. The message does not mention the task. */
export function earlyFailureOf(thrown: unknown): Failure {
  const error = thrown instanceof MitorunError ? thrown : unexpectedFailure(thrown);
  const report = reportOf(error);
  return {
    result: Dict.of({ failed: true, exception: noTraceback, msg: joinedMessage(report) }),
    remarks: {},
    error: report,
    advice: adviceOf(error),
  };
}

const tracebackAdvice = 'Configure `DISPLAY_TRACEBACK` to see a traceback on timeout errors.';

function timedOut({ seconds }: TaskTimeout): Answer {
  const timedout = Dict.of({ frame: tracebackAdvice, period: seconds });
  const deprecation = {
    message: 'The `timedout.frame` task result key is deprecated.',
    help: tracebackAdvice,
    version: '2.23',
    date: undefined,
    collection: 'ansible.builtin',
    deprecator: 'ansible.builtin',
    kind: undefined,
  };
  const deprecatedMembers = [{ path: ['timedout', 'frame'], deprecation }];
  return { data: Dict.of({ timedout }), remarks: { deprecatedMembers } };
}

/**
 * Returns the chain of causes for a result that itself reports a failure. Adds `exception` to the result,
 * which every failed result has.
 */
export function reportOfResult(result: Dict, remarks: Remarks, origin: Origin | undefined): ErrorReport {
  if (!result.has('exception')) result.set('exception', noTraceback);
  const where = remarks.failedInModule === true ? 'Module failed.' : 'Action failed.';
  const outer = { message: 'Task failed.', origin, hint: undefined };
  const inner = { message: where, origin: undefined, hint: undefined };
  const report = { chain: [outer, inner, ...causesOf(result, remarks)] };
  if (!result.has('msg')) result.set('msg', joinedMessage(report));
  return report;
}

function causesOf(result: Dict, { errorChain, errorEvents }: Remarks): readonly ErrorLink[] {
  if (errorChain) return errorChain;
  const message = result.get('msg');
  const link = {
    message: message === undefined ? 'Unknown error.' : str(message),
    origin: undefined,
    hint: undefined,
  };
  return [errorEvents ? { ...link, events: errorEvents.map((chain) => ({ chain })) } : link];
}
