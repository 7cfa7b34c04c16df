import type { ErrorCode } from '../errors/mitorun-error.ts';

/**
 * The exit code that Ansible gives for an error that ends the whole run (`ansible/cli/__init__.py`): 1 in general, 2 for
 * a wrong command line, 4 for what does not parse, 5 for wrong options, 99 for ^C, 250 for a bug.
 */
export function exitCodeOf(code: ErrorCode): number {
  switch (code) {
    case 'ARGUMENTS':
      return 2;
    case 'USAGE':
    case 'CONFIG':
      return 5;
    case 'PARSER':
      return 4;
    case 'INTERRUPTED':
    case 'QUIT':
      return interruptedExit;
    default:
      return 1;
  }
}

/** ^C. */
export const interruptedExit = 99;

/** A bug in mitorun. */
export const unexpectedErrorExit = 250;
