import type { Origin } from './origin.ts';

/**
 * What went wrong, as a closed list. The command line maps each to an exit code (see `cli/exit-code.ts`);
 * everything that is not a MitorunError is a bug in mitorun and is shown with its stack.
 */
export type ErrorCode =
  | 'ARGUMENTS' // the command line does not parse: exit 2, with the usage, as argparse
  | 'USAGE' // what the command line asks for makes no sense: exit 5
  | 'CONFIG' // ansible.cfg or an environment variable: exit 5
  | 'PARSER' // a file does not parse, or a playbook is not valid: exit 4
  | 'PLAYBOOK' // a playbook is well formed but asks for what cannot be (no such role): exit 1
  | 'INVENTORY'
  | 'VAULT'
  | 'FILE_NOT_FOUND'
  | 'TEMPLATE_SYNTAX'
  | 'TEMPLATE_UNDEFINED'
  | 'TEMPLATE'
  | 'CONTENT' // Ansible's modules were not found
  | 'ACTION' // a task cannot be carried out; the task fails
  | 'CONNECTION' // the host is unreachable
  | 'BECOME' // privilege escalation failed; the task fails
  | 'FACT_CACHE' // facts of earlier runs cannot be read or kept
  | 'TIMEOUT'
  | 'INTERRUPTED'
  | 'END_OF_INPUT' // nobody answers a question any more
  | 'QUIT'; // the person at the keyboard ended the run and knows: exit 99 without a word

/** Every error that a person caused or can mend. One line of message, a place, and what to do about it. */
export class MitorunError extends Error {
  readonly code: ErrorCode;
  readonly origin: Origin | undefined;
  /** What to do about it, in Ansible's words where Ansible says it. */
  readonly hint: string | undefined;
  /** What mitorun knows beyond that; shown with -v where the error is a task's. */
  readonly advice: string | undefined;
  /** Ansible raises it while it handles another error, and shows it apart from the error around it. */
  readonly apart: boolean;

  constructor(
    code: ErrorCode,
    message: string,
    options: {
      origin?: Origin | undefined;
      hint?: string;
      advice?: string;
      apart?: boolean;
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'MitorunError';
    this.code = code;
    this.origin = options.origin;
    this.hint = options.hint;
    this.advice = options.advice;
    this.apart = options.apart ?? false;
  }
}
