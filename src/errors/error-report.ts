import { MitorunError } from './mitorun-error.ts';
import type { Origin } from './origin.ts';

/** One error of a chain of causes. Messages have no final stop where a cause follows. */
export interface ErrorLink {
  readonly message: string;
  readonly origin: Origin | undefined;
  readonly hint: string | undefined;
  /** Told apart from the error around it, even where it has the same place. */
  readonly apart?: boolean;
  /** Errors that this one reports together, each shown in a frame of its own. */
  readonly events?: readonly ErrorReport[];
}

/** What went wrong and why, outermost first: the form in which results carry errors to the output. */
export interface ErrorReport {
  readonly chain: readonly ErrorLink[];
}

/**
 * The chain of `error` and its causes. A cause that is no MitorunError ends it: a Python exception, which has the name of
 * its type, with its message; one of Node or of a parser is for debugging alone, the error around it has told it in
 * Ansible's words.
 */
export function reportOf(error: unknown): ErrorReport {
  const chain: ErrorLink[] = [];
  let current: unknown = error;
  while (current instanceof Error) {
    const known = current instanceof MitorunError ? current : undefined;
    if (!known && chain.length > 0 && !isPythonException(current)) break;
    chain.push({
      message: current.message.trim(),
      origin: known?.origin,
      hint: known?.hint,
      ...(known?.apart === true && { apart: true }),
    });
    current = known?.cause;
  }
  return { chain };
}

function isPythonException({ name }: Error): boolean {
  return name !== 'Error' && name !== 'YamlFault';
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
