import type { Task } from '../playbook/model.ts';
import type { Value } from '../python/value.ts';
import type { VariableSource } from '../template/variable-source.ts';
import { ComputedLayer } from '../vars/layered-variables.ts';
import type { RunServices } from './services.ts';

/** What `connectionVariables` has. */
export const connectionNames = [
  'ansible_host',
  'ansible_ssh_host',
  'ansible_user',
  'ansible_ssh_user',
  'ansible_port',
  'ansible_ssh_port',
  'ansible_connection',
  'ansible_shell_executable',
  'ansible_timeout',
  'ansible_password',
  'ansible_ssh_pass',
];

/**
 * Connection variables that a task sees although nobody set them: what its keywords, the command line and the settings
 * come to (`PlayContext.update_vars`). They stand below everything else, so whoever sets one wins.
 * @param written everything above them: where one of two names that mean the same is set, the other one has its value
 */
export function connectionVariables(
  { inventory, connection }: RunServices,
  host: string,
  task: Task,
  written?: VariableSource,
): ComputedLayer {
  const either = (name: string, other: string, otherwise: () => Value | undefined) => (): Value | undefined =>
    written?.get(name) ?? written?.get(other) ?? otherwise();
  const address = either('ansible_ssh_host', 'ansible_host', () =>
    inventory.host(host)?.implicit === true ? '127.0.0.1' : host,
  );
  const setting = (keyword: string, option: string): Value | undefined => {
    const written = task.inherited(keyword);
    return written === undefined || written === null ? connection.cli(option) : written;
  };
  const user = either(
    'ansible_ssh_user',
    'ansible_user',
    () => setting('remote_user', 'remote_user') ?? connection.config.get('DEFAULT_REMOTE_USER') ?? undefined,
  );
  const port = either(
    'ansible_ssh_port',
    'ansible_port',
    () => task.inherited('port') ?? connection.config.get('DEFAULT_REMOTE_PORT') ?? undefined,
  );
  const password = either('ansible_ssh_pass', 'ansible_password', () => connection.connectionPassword);
  const transport = (): Value | undefined => {
    const named = setting('connection', 'connection') ?? connection.config.get('DEFAULT_TRANSPORT');
    return named === 'smart' ? 'ssh' : named;
  };
  return new ComputedLayer([
    ['ansible_host', address],
    ['ansible_ssh_host', address],
    ['ansible_user', user],
    ['ansible_ssh_user', user],
    ['ansible_port', port],
    ['ansible_ssh_port', port],
    ['ansible_connection', transport],
    ['ansible_shell_executable', () => connection.config.get('DEFAULT_EXECUTABLE')],
    ['ansible_timeout', () => connection.config.get('DEFAULT_TIMEOUT')],
    ['ansible_password', password],
    ['ansible_ssh_pass', password],
  ]);
}
