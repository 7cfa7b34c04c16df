import { VaultString } from '../../python/vault-string.ts';
import type { Expression } from '../syntax/nodes.ts';
import { pathOf } from '../reading/read-path.ts';
import type { TestDefinition } from '../registry.ts';
import { asVaulted } from '../runtime/errors.ts';
import { Undefined } from '../undefined.ts';
import { localReader, type Scope } from './scope.ts';
import type { Evaluate } from '../runtime/running-template.ts';

/**
 * `vault_encrypted` asks what a variable has as it was written: nothing is decrypted, so a secret that is missing does no
 * harm. Of what a template computes it knows nothing but the text.
 */
export function vaultTest(target: Expression, input: Evaluate, scope: Scope, test: TestDefinition): Evaluate {
  const path = pathOf(target);
  const [name] = path ?? [];
  const readable = path && typeof name === 'string' && !localReader(scope, name) ? name : undefined;
  return (frame) => {
    const { context } = frame;
    const written =
      path && readable !== undefined && !context.assigned.has(readable)
        ? context.host.valueAtPath(path)
        : undefined;
    const value = written instanceof VaultString ? written : asVaulted(input(frame));
    return value instanceof Undefined ? value : test.call(context, value);
  };
}
