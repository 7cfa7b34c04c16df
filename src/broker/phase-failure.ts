import { MitorunError, type ErrorCode } from '../errors/mitorun-error.ts';

/** What is being waited for, by the name that error messages give it. */
export type Phase = 'bootstrap' | 'become' | 'run' | 'close';

/** An error that says the phase, how long it lasted and what was last received. */
export function phaseFailure(
  code: ErrorCode,
  where: string,
  phase: Phase,
  startedAt: number,
  reason: string,
  lastOutput: string,
): MitorunError {
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const lines = lastOutput.trim().split('\n').slice(-10).join('\n');
  const last = lines === '' ? '' : ` Last output:\n${lines}`;
  return new MitorunError(code, `${reason} (${where}, phase ${phase}, after ${seconds} s).${last}`);
}

/**
 * There is no such Python on the target. The task fails with the outcome that a module's command would have had, which
 * is what Ansible reports.
 */
export class InterpreterNotFound extends MitorunError {
  readonly rc: number;
  readonly stdout: string;
  readonly stderr: string;

  constructor(interpreter: string, rc: number, stdout: string, stderr: string) {
    super('ACTION', `The module interpreter '${interpreter}' was not found.`, {
      hint: 'Consider overriding the configured interpreter path for this host.',
    });
    this.rc = rc;
    this.stdout = stdout;
    this.stderr = stderr;
  }
}
