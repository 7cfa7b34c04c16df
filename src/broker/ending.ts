import { MitorunError, type ErrorCode } from '../errors/mitorun-error.ts';
import type { Phase } from '../events/connection-event.ts';
import { makeVisible } from './agent/protocol-violation.ts';

/** Why something that was asked of a target has no answer. */
export type Ending =
  /** Nothing came for so long that is owed at once. */
  | {
      readonly why: 'timedOut';
      readonly phase: Phase;
      readonly waitedFor: string;
      readonly milliseconds: number;
    }
  /** It took longer than whoever asked for it allows. */
  | { readonly why: 'timedOut'; readonly phase: 'run'; readonly limit: number }
  /** Nobody wants it any more. */
  | { readonly why: 'cancelled'; readonly phase: Phase }
  /** Whoever was to answer is gone. */
  | { readonly why: 'lost'; readonly phase: Phase; readonly reason: string }
  /** The other side does not do it, or mitorun does not go on with what the other side does. */
  | { readonly why: 'refused'; readonly phase: Phase; readonly reason: string };

/** What is known of the place and the time, for the message. */
export interface EndingPlace {
  readonly where?: string;
  /** `performance.now()` when it began. */
  readonly startedAt?: number;
  /** What was last received. */
  readonly output?: string;
}

/** Something that was asked of a target ended without its answer. Who handles it looks at `why`, never at the message. */
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
