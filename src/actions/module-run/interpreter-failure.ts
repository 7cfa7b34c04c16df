import type { InterpreterFailure } from '../../broker/interpreter-failure.ts';
import { noTraceback } from '../../errors/error-report.ts';
import { Dict } from '../../python/dict.ts';
import type { Answer } from '../answer.ts';

/** The answer that a module has in Ansible where the target's Python does not start. */
export function interpreterFailureAnswer(failure: InterpreterFailure): Answer {
  const { message, hint, rc, stdout, stderr, discovered } = failure;
  const data = Dict.of({
    failed: true,
    msg: message,
    rc,
    module_stdout: stdout,
    module_stderr: stderr,
    exception: noTraceback,
  });
  if (discovered !== undefined)
    data.set('ansible_facts', Dict.of({ discovered_interpreter_python: discovered }));
  return { data, remarks: { errorChain: [{ message, origin: undefined, hint }] } };
}
