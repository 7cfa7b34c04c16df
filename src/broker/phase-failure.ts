import { MitorunError, type ErrorCode } from '../errors/mitorun-error.ts';
import { stringRepr } from '../python/repr.ts';
import { makeVisible } from './agent/protocol-violation.ts';

/** Characters. */
const shownOutput = 8000;

/** What is being waited for, by the name that error messages give it. */
export type Phase = 'bootstrap' | 'become' | 'run' | 'transfer' | 'close';

/** An error that says the phase, how long it lasted and what was last received, its control characters made visible. */
export function phaseFailure(
  code: ErrorCode,
  where: string,
  phase: Phase,
  startedAt: number,
  reason: string,
  lastOutput: string,
): MitorunError {
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const lines = makeVisible(lastOutput.slice(-shownOutput).trim().split('\n').slice(-10).join('\n'));
  const last = lines === '' ? '' : ` Last output:\n${lines}`;
  return new MitorunError(code, `${reason} (${where}, phase ${phase}, after ${seconds} s).${last}`);
}

/**
 * The target's Python did not start. The task fails with the outcome that a module's command would have had, which is
 * what Ansible reports.
 */
export class InterpreterFailure extends MitorunError {
  readonly rc: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What discovery had found, where Ansible reports that as a fact of the host. */
  readonly discovered: string | undefined;
  readonly #interpreter: string | undefined;

  /** @param interpreter named where the shell says that there is no such program */
  constructor(
    interpreter: string | undefined,
    rc: number,
    stdout: string,
    stderr: string,
    discovered?: string,
  ) {
    const message =
      interpreter === undefined
        ? 'Module result deserialization failed: No start of json char found'
        : `The module interpreter ${stringRepr(interpreter)} was not found.`;
    super('ACTION', message, {
      hint: `${interpreter === undefined ? '' : 'Consider overriding the configured interpreter path for this host. '}See stdout/stderr for the returned output.`,
    });
    this.rc = rc;
    this.stdout = stdout;
    this.stderr = stderr;
    this.discovered = discovered;
    this.#interpreter = interpreter;
  }

  /** The same failure of an interpreter that discovery had found. */
  ofDiscovered(interpreter: string): InterpreterFailure {
    return new InterpreterFailure(this.#interpreter, this.rc, this.stdout, this.stderr, interpreter);
  }
}
