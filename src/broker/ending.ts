import { MitorunError, type ErrorCode } from '../errors/mitorun-error.ts';
import type { Phase } from '../events/connection-event.ts';
import { makeVisible } from './agent/protocol-violation.ts';

/** Why a request has no answer. */
export type Ending =
  /** The target owed something at once, and sent nothing for so long. */
  | {
      readonly why: 'timedOut';
      readonly phase: Phase;
      readonly waitedFor: string;
      readonly milliseconds: number;
    }
  /** The request took longer than its asker allows. */
  | { readonly why: 'timedOut'; readonly phase: 'run'; readonly limit: number }
  /** The request was cancelled. */
  | { readonly why: 'cancelled'; readonly phase: Phase }
  /** The connection or the agent that should have answered is gone. */
  | { readonly why: 'lost'; readonly phase: Phase; readonly reason: string }
  /** The target refused the request, or mitorun refused what the target did. */
  | { readonly why: 'refused'; readonly phase: Phase; readonly reason: string };

/** What is known of the place and the time, for the message. */
export interface EndingPlace {
  readonly where?: string;
  /** `performance.now()` when it began. */
  readonly startedAt?: number;
  /** What was last received. */
  readonly output?: string;
}

/** A request ended without its answer. Code that handles it reads `why`, never the message. */
export class RequestEnded extends MitorunError {
  readonly why: Ending['why'];
  readonly phase: Phase;

  constructor(
    { why, phase }: Pick<Ending, 'why' | 'phase'>,
    code: ErrorCode,
    message: string,
    options: { readonly hint?: string; readonly cause?: unknown } = {},
  ) {
    super(code, message, options);
    this.why = why;
    this.phase = phase;
  }
}

/** The error of an ending: unreachable where the connection is at fault. */
export function endedBy(ending: Ending, place: EndingPlace = {}, cause?: unknown): RequestEnded {
  return new RequestEnded(ending, codeOf(ending), textOf(ending, place), { cause });
}

function codeOf(ending: Ending): ErrorCode {
  if (ending.why === 'cancelled') return 'INTERRUPTED';
  return 'limit' in ending ? 'TIMEOUT' : 'CONNECTION';
}

function textOf(ending: Ending, { where, startedAt, output }: EndingPlace): string {
  if (ending.why === 'cancelled') return `${reasonOf(ending)}${where === undefined ? '' : ` on ${where}`}`;
  const place = [
    ...(where === undefined ? [] : [where]),
    `phase ${ending.phase}`,
    ...(startedAt === undefined ? [] : [`after ${((performance.now() - startedAt) / 1000).toFixed(1)} s`]),
  ];
  const text = `${reasonOf(ending)} (${place.join(', ')})${where === undefined ? '' : '.'}`;
  return output === undefined || output === '' ? text : `${text} Last output:\n${output}`;
}

/** What has happened, without place and time. */
export function reasonOf(ending: Ending): string {
  if (ending.why === 'cancelled')
    return `Interrupted${ending.phase === 'connect' ? ' while connecting' : ''}`;
  if (ending.why !== 'timedOut') return ending.reason;
  if ('limit' in ending) return `Ended after its time limit of ${(ending.limit / 1000).toFixed(1)} s`;
  return `Timeout (${Math.round(ending.milliseconds / 1000)}s) waiting for ${ending.waitedFor}`;
}

/** Characters. */
const shownOutput = 8000;

/** The end of what was received, as messages show it: a few lines, their control characters made visible. */
export function lastLines(output: string): string {
  return makeVisible(output.slice(-shownOutput).trim().split('\n').slice(-10).join('\n'));
}
