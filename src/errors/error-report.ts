import { MitorunError } from './mitorun-error.ts';
import type { Origin } from './origin.ts';

/** One error of a chain of causes. Messages have no final stop where a cause follows. */
export interface ErrorLink {
  readonly message: string;
  readonly origin: Origin | undefined;
  readonly hint: string | undefined;
}

/** What went wrong and why, outermost first: the form in which results carry errors to the output. */
export interface ErrorReport {
  readonly chain: readonly ErrorLink[];
}

/**
 * The chain of `error` and its causes. Causes that are no MitorunErrors (of Node, of a parser) are for debugging alone:
 * the error around them has said in its own words what they mean.
 */
export function reportOf(error: unknown): ErrorReport {
  if (!(error instanceof MitorunError)) {
    return {
      chain: [
        {
          message: error instanceof Error ? error.message : String(error),
          origin: undefined,
          hint: undefined,
        },
      ],
    };
  }
  const chain: ErrorLink[] = [];
  for (let current: unknown = error; current instanceof MitorunError; current = current.cause) {
    chain.push({ message: current.message, origin: current.origin, hint: current.hint });
  }
  return { chain };
}

/** What stands for a Python traceback, which a failed result carries: the controller has none. */
export const noTraceback = '(traceback unavailable)';

/**
 * The whole chain on one line, each cause behind a colon, as `msg` of a failed result has it. A cause that the message
 * around it ends with already is not repeated.
 */
export function joinedMessage(report: ErrorReport): string {
  const messages: string[] = [];
  for (const { message } of report.chain) if (!messages.at(-1)?.endsWith(message)) messages.push(message);
  return messages.reduceRight(
    (inner, message) => (message.endsWith(inner) ? message : `${message.replace(/[. ]+$/, '')}: ${inner}`),
    '',
  );
}
