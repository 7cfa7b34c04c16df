import { MitorunError } from '../errors/mitorun-error.ts';
import type { Task } from '../playbook/model.ts';
import { Dict } from '../python/dict.ts';
import { OMIT } from '../python/omit.ts';
import { repr, str } from '../python/repr.ts';
import { TemplateString } from '../python/template-string.ts';
import type { Value } from '../python/value.ts';
import type { Templar } from '../template/templar.ts';
import { RenderedVariables } from '../vars/host-variables.ts';
import { ComputedLayer, type LayeredVariables } from '../vars/layered-variables.ts';
import { connectionVariableNames } from './connection-variables.ts';
import type { HostTaskFields } from './running-task.ts';

/** The host that a task is delegated to for this host and item, undefined where it runs on its own host. */
export function delegateOf(task: Task, templar: Templar): string | undefined {
  const written = task.inherited('delegate_to');
  if (written === undefined || written === null || written === '') return undefined;
  const rendered = templar.render(written);
  if (rendered === OMIT) return undefined;
  if (rendered === null || str(rendered) === '') {
    throw new MitorunError('ACTION', `Empty hostname produced from delegate_to: ${repr(written)}`, {
      origin: task.origin,
    });
  }
  return str(rendered);
}

/** The delegate's own variables, with the loop's in front; what the task says of the connection counts for it too. */
export function delegateVariables(
  { scope, task, host }: HostTaskFields,
  delegate: string,
  loop: Dict | undefined,
): LayeredVariables {
  const identity = Dict.of({ inventory_hostname: host });
  const variables = scope.variables(delegate, task);
  if (!hasAddress(scope.variables(delegate, task, { connection: false })))
    identity.set('ansible_host', delegate).set('ansible_ssh_host', delegate);
  return variables.with(...(loop ? [loop, identity] : [identity]));
}

/** A delegate without one is reached by its name, and so is the implicit localhost. */
function hasAddress(variables: LayeredVariables): boolean {
  return variables.has('ansible_host') || variables.has('ansible_ssh_host');
}

/**
 * What a task sees that is delegated: `ansible_delegated_vars` with the delegate's variables by its name, rendered when
 * they are read; and what the connection comes to is the delegate's, where the task's own host says nothing of it.
 */
export function withDelegate(
  seen: LayeredVariables,
  fields: HostTaskFields,
  delegate: string,
  loop: Dict | undefined,
): LayeredVariables {
  const variables = delegateVariables(fields, delegate, loop);
  const shown = new RenderedVariables({
    names: () => variables.names(),
    has: (name) => variables.has(name),
    render: (name) => {
      const value = variables.get(name);
      return value === undefined ? undefined : fields.scope.templar(variables, fields.task).render(value);
    },
  });
  const connection = connectionVariableNames.map((name) => [name, () => shown.get(name)] as const);
  return seen
    .withLowest(new ComputedLayer(connection))
    .with(Dict.of({ ansible_delegated_vars: Dict.of({ [delegate]: shown }) }));
}

/** `_ansible_delegated_vars` of a result: what callbacks show of a delegation (`host -> delegate(address)`). */
export function shownDelegate({ scope, task }: HostTaskFields, delegate: string): Dict {
  const shown = Dict.of({ ansible_delegated_host: delegate });
  const variables = scope.variables(delegate, task, { connection: false });
  const templar = scope.templar(variables, task);
  for (const name of ['ansible_host', 'ansible_port', 'ansible_user', 'ansible_connection']) {
    const value = variables.get(name);
    if (value !== undefined) shown.set(name, rendered(value, templar) ?? null);
  }
  if (!shown.has('ansible_host')) shown.set('ansible_host', delegate);
  return shown;
}

/** A delegate whose name cannot be rendered is shown as written. */
export function showUnknownDelegate(result: Dict, task: Task, templar: Templar): void {
  const written = task.inherited('delegate_to');
  if (!(written instanceof TemplateString) || rendered(written, templar) === OMIT) return;
  const { source } = written;
  result.set('_ansible_delegated_vars', namedDelegate(source));
}

function rendered(value: Value, templar: Templar): Value | undefined {
  try {
    return templar.render(value);
  } catch (error) {
    if (error instanceof MitorunError) return undefined;
    throw error;
  }
}

/** `_ansible_delegated_vars` of a result that knows no more of the delegate than its name. */
export function namedDelegate(name: string): Dict {
  return Dict.of({ ansible_delegated_host: name, ansible_host: name });
}
