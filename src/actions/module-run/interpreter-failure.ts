import type { InterpreterFailure } from '../../broker/interpreter-failure.ts';
import { noTraceback } from '../../errors/error-report.ts';
import { Dict } from '../../python/dict.ts';
import { errorChainKey } from './read-notices.ts';

/** The result that a module has in Ansible where the target's Python does not start. */
export function interpreterFailureResult(failure: InterpreterFailure): Dict {
  const { message, hint, rc, stdout, stderr, discovered } = failure;
  const link = Dict.of({ message });
  if (hint !== undefined) link.set('hint', hint);
  const result = Dict.of({
    failed: true,
    msg: message,
    rc,
    module_stdout: stdout,
    module_stderr: stderr,
    exception: noTraceback,
    [errorChainKey]: [link],
  });
  if (discovered !== undefined)
    result.set('ansible_facts', Dict.of({ discovered_interpreter_python: discovered }));
  return result;
}
