import { MitorunError } from '../errors/mitorun-error.ts';
import type { ShownDelegate } from '../events/remarks.ts';
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
 * Variables that a delegated task sees. `ansible_delegated_vars` has the delegate's variables under its name,
 * rendered when they are read. Computed connection variables are the delegate's, where the task's own host
 * sets none.
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

/** What callbacks show of a delegation (`host -> delegate(address)`). */
export function shownDelegate({ scope, task }: HostTaskFields, delegate: string): ShownDelegate {
  const shown = new Dict();
  const variables = scope.variables(delegate, task, { connection: false });
  const templar = scope.templar(variables, task);
  for (const name of ['ansible_host', 'ansible_port', 'ansible_user', 'ansible_connection']) {
    const value = variables.get(name);
    if (value !== undefined) shown.set(name, rendered(value, templar) ?? null);
  }
  if (!shown.has('ansible_host')) shown.set('ansible_host', delegate);
  return { host: delegate, variables: shown };
}

/** A delegate whose name cannot be rendered is shown as written. */
export function unknownDelegate(task: Task, templar: Templar): ShownDelegate | undefined {
  const written = task.inherited('delegate_to');
  if (!(written instanceof TemplateString) || rendered(written, templar) === OMIT) return undefined;
  return delegateByName(written.source);
}

/** A delegate of which no more than the name is known. */
export function delegateByName(name: string): ShownDelegate {
  return { host: name, variables: Dict.of({ ansible_host: name }) };
}

function rendered(value: Value, templar: Templar): Value | undefined {
  try {
    return templar.render(value);
  } catch (error) {
    if (error instanceof MitorunError) return undefined;
    throw error;
  }
}
