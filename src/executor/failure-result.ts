import { BecomeCommandEnded } from '../broker/steps/failure.ts';
import { ActionFailure } from '../actions/action-failure.ts';
import { noteDeprecations } from '../actions/module-run/deprecated-members.ts';
import { failedInModule } from '../actions/module-run/parse-result.ts';
import { errorChainKey, errorEventsKey } from '../actions/module-run/read-notices.ts';
import {
  type ErrorLink,
  type ErrorReport,
  joinedMessage,
  noTraceback,
  reportOf,
} from '../errors/error-report.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import type { Origin } from '../errors/origin.ts';
import { Dict } from '../python/dict.ts';
import { TaskTimeout } from './task-timeout.ts';
import { str } from '../python/repr.ts';
import type { Value } from '../python/value.ts';

/** A failed attempt: its result and the chain of causes that the output shows. */
export interface Failure {
  readonly result: Dict;
  readonly error: ErrorReport;
  /** What mitorun knows beyond Ansible's words. */
  readonly advice: readonly string[];
}

/**
 * What an exception that nobody foresaw is to the task in which it was raised, as Ansible's task executor has it. Its
 * stack is for whoever mends mitorun: `stackOf`.
 */
function unexpectedFailure(error: unknown): MitorunError {
  const text = error instanceof Error ? error.message : String(error);
  return new MitorunError('ACTION', `Unexpected failure during task execution: ${text}`, { cause: error });
}

/** The stack of what nobody foresaw, undefined for errors that a person can mend. */
export function stackOf(error: unknown): string | undefined {
  return error instanceof Error && !(error instanceof MitorunError) ? error.stack : undefined;
}

/** What an exception becomes: unreachable for connection errors, else failed, with the whole chain as `msg`. */
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
      error: { chain: report.chain.map((link) => ({ ...link, hint: undefined })) },
      advice: report.chain.flatMap(({ hint }) => hint ?? []),
    };
  }
  if (!(error instanceof MitorunError)) return failureOf(unexpectedFailure(error), origin);
  const report = reportOf(new MitorunError('ACTION', 'Task failed.', { origin, cause: error }));
  const own = error instanceof ActionFailure;
  const result = error instanceof TaskTimeout ? timedOut(error) : own ? error.result.copy() : new Dict();
  result.set('failed', true);
  result.set('exception', noTraceback);
  result.set('msg', own ? error.message : joinedMessage(report));
  if (error instanceof BecomeCommandEnded) {
    result.set('rc', error.rc);
    result.set('module_stdout', '');
    result.set('module_stderr', error.output);
  }
  if (!result.has('changed')) result.set('changed', false);
  return { result, error: report, advice: adviceOf(error) };
}

function adviceOf(error: unknown): string[] {
  if (!(error instanceof MitorunError)) return [];
  return [...(error.advice === undefined ? [] : [error.advice]), ...adviceOf(error.cause)];
}

/** What an error becomes that comes before the task is taken up at all: it is told without the task around it. */
export function earlyFailureOf(thrown: unknown): Failure {
  const error = thrown instanceof MitorunError ? thrown : unexpectedFailure(thrown);
  const report = reportOf(error);
  return {
    result: Dict.of({ failed: true, exception: noTraceback, msg: joinedMessage(report) }),
    error: report,
    advice: adviceOf(error),
  };
}

function timedOut({ seconds }: TaskTimeout): Dict {
  const frame = 'Configure `DISPLAY_TRACEBACK` to see a traceback on timeout errors.';
  const result = Dict.of({ timedout: Dict.of({ frame, period: seconds }) });
  const deprecation = {
    message: 'The `timedout.frame` task result key is deprecated.',
    help: frame,
    version: '2.23',
    date: undefined,
    collection: 'ansible.builtin',
    deprecator: 'ansible.builtin',
    kind: undefined,
  };
  noteDeprecations(result, [{ path: ['timedout', 'frame'], deprecation }]);
  return result;
}

/** The chain shown for a result that says itself that it failed; the result gets the `exception` that failed ones have. */
export function reportOfResult(result: Dict, origin: Origin | undefined): ErrorReport {
  if (!result.has('exception')) result.set('exception', noTraceback);
  const where = result.get(failedInModule) === true ? 'Module failed.' : 'Action failed.';
  const outer = { message: 'Task failed.', origin, hint: undefined };
  const inner = { message: where, origin: undefined, hint: undefined };
  const report = { chain: [outer, inner, ...causesOf(result)] };
  if (!result.has('msg')) result.set('msg', joinedMessage(report));
  return report;
}

function causesOf(result: Dict): ErrorLink[] {
  const told = linksOf(result.get(errorChainKey));
  if (told) return told;
  const message = result.get('msg');
  const events = result.get(errorEventsKey);
  const link = {
    message: message === undefined ? 'Unknown error.' : str(message),
    origin: undefined,
    hint: undefined,
  };
  if (!Array.isArray(events)) return [link];
  return [{ ...link, events: events.map((event) => ({ chain: linksOf(event) ?? [] })) }];
}

function linksOf(told: Value | undefined): ErrorLink[] | undefined {
  if (!Array.isArray(told)) return undefined;
  return told
    .filter((link) => link instanceof Dict)
    .map((link) => {
      const hint = link.get('hint');
      return {
        message: str(link.get('message') ?? ''),
        origin: undefined,
        hint: hint === undefined ? undefined : str(hint),
      };
    });
}
