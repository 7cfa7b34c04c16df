import { VariableScope } from '../../src/executor/variable-scope.ts';
import { Dict } from '../../src/python/dict.ts';
import type { Value } from '../../src/python/value.ts';
import type { FakeBatch } from '../strategy/fake-batch.ts';

/** The variables of a batch for which somebody answered questions and files were read, the last one first. */
export function batchVariables(
  { services, run }: FakeBatch,
  given: {
    readonly promptedVars: Readonly<Record<string, Value>>;
    readonly varsFiles: readonly Readonly<Record<string, Value>>[];
  },
): VariableScope {
  const varsFiles = given.varsFiles.map((file) => Dict.of({ ...file }));
  return new VariableScope(services, {
    ...run.context,
    promptedVars: Dict.of({ ...given.promptedVars }),
    varsFiles: () => varsFiles,
  });
}
