import { stringRepr } from '../python/repr.ts';
import { RequestEnded } from './ending.ts';

/**
 * The target's Python did not start. As in Ansible, the task fails with the exit code and output of the
 * command that should have run the module.
 */
export class InterpreterFailure extends RequestEnded {
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
    super({ why: 'refused', phase: 'bootstrap' }, 'ACTION', message, {
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
