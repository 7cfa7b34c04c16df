import type { Task } from '../playbook/model.ts';
import type { Value } from '../python/value.ts';
import type { VariableSource } from '../template/variable-source.ts';
import { ComputedLayer } from '../vars/layered-variables.ts';
import type { RunServices } from './services.ts';

/** What a task sees of its connection although nobody set it, and under which names. */
const namesOf = {
  address: ['ansible_host', 'ansible_ssh_host'],
  user: ['ansible_user', 'ansible_ssh_user'],
  port: ['ansible_port', 'ansible_ssh_port'],
  connection: ['ansible_connection'],
  shell: ['ansible_shell_executable'],
  timeout: ['ansible_timeout'],
  password: ['ansible_password', 'ansible_ssh_pass'],
} as const;

/** What `connectionVariables` has. */
export const connectionVariableNames: readonly string[] = Object.values(namesOf).flat();

/**
 * Connection variables that a task sees although nobody set them: computed from keywords, the command line
 * and settings (`PlayContext.update_vars`). They are the lowest level, so any variable that is set hides
 * them.
 * @param written everything above them: where one of two names that mean the same is set, the other one has
 * its value
 */
export function connectionVariables(
  { inventory, connection }: RunServices,
  host: string,
  task: Task,
  written?: VariableSource,
): ComputedLayer {
  const either = (name: string, other: string, otherwise: () => Value | undefined) => (): Value | undefined =>
    written?.get(name) ?? written?.get(other) ?? otherwise();
  const setting = (keyword: string, option: string): Value | undefined =>
    task.inherited(keyword) ?? connection.cli(option);
  const { config } = connection;
  const values: Readonly<Record<keyof typeof namesOf, () => Value | undefined>> = {
    address: either('ansible_ssh_host', 'ansible_host', () =>
      inventory.host(host)?.implicit === true ? '127.0.0.1' : host,
    ),
    user: either(
      'ansible_ssh_user',
      'ansible_user',
      () => setting('remote_user', 'remote_user') ?? config.get('DEFAULT_REMOTE_USER') ?? undefined,
    ),
    port: either(
      'ansible_ssh_port',
      'ansible_port',
      () => task.inherited('port') ?? config.get('DEFAULT_REMOTE_PORT') ?? undefined,
    ),
    connection: () => {
      const named = setting('connection', 'connection') ?? config.get('DEFAULT_TRANSPORT');
      return named === 'smart' ? 'ssh' : named;
    },
    shell: () => config.get('DEFAULT_EXECUTABLE'),
    timeout: () => config.get('DEFAULT_TIMEOUT'),
    password: either('ansible_ssh_pass', 'ansible_password', () => connection.connectionPassword),
  };
  const members = Object.entries(values).flatMap(([what, compute]) =>
    namesOf[what as keyof typeof namesOf].map((name) => [name, compute] as const),
  );
  return new ComputedLayer(members);
}
