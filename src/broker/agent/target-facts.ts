import type { Hello } from './words.ts';
import { fallbackInterpreter } from './bootstrap-command.ts';
import type { TargetFacts } from '../hop.ts';
import type { PythonChoice } from '../route/route.ts';
import { InterpreterFailure } from '../interpreter-failure.ts';

/** What the greeting of a login's agent says. Its Python's arguments say which one discovery has found. */
export function targetFacts(python: PythonChoice, hello: Hello): TargetFacts {
  const [pythonVersion, executable, [found, none], uid, user, home] = hello;
  return {
    pythonVersion,
    pythonExecutable: found ?? executable,
    user,
    uid,
    home,
    discovery: 'interpreter' in python ? 'given' : none === undefined ? 'found' : 'fallback',
  };
}

/** How a command that should have become an agent ended. */
export interface FailedStart {
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** Nobody logged in for it: any end is the program's own. */
  readonly withoutLogin?: boolean;
}

/**
 * Returns the error for a shell's exit code that says that the program is missing or does not start. With a
 * login, any other code means that the login was refused.
 */
export function noPython(
  interpreter: string | undefined,
  { code, stdout, stderr, withoutLogin = false }: FailedStart,
): InterpreterFailure | undefined {
  if (code === undefined || !(withoutLogin || code === 127 || code === 126)) return undefined;
  const wanted = interpreter ?? fallbackInterpreter;
  const output = `${stdout}${stderr}`;
  const isMissing =
    /(?:No such file or directory|not found|command not found|Permission denied)/u.test(output) &&
    output.includes(wanted);
  return new InterpreterFailure(isMissing ? wanted : undefined, code, stdout, stderr);
}
