import { MitorunError } from '../errors/mitorun-error.ts';
import type { Task } from '../playbook/model.ts';
import { TemplateString } from '../python/template-string.ts';
import { VaultString } from '../python/vault-string.ts';
import type { Templar } from '../template/templar.ts';
import { keywordError } from './keyword-error.ts';

/** Keywords of a connection with the variables that stand for them, the first that is set (MAGIC_VARIABLE_MAPPING). */
const variablesOf: readonly (readonly [keyword: string, ...names: string[]])[] = [
  ['connection', 'ansible_connection'],
  ['module_compression', 'ansible_module_compression'],
  ['shell', 'ansible_shell_type'],
  ['executable', 'ansible_shell_executable'],
  ['remote_addr', 'ansible_ssh_host', 'ansible_host'],
  ['remote_user', 'ansible_ssh_user', 'ansible_user'],
  ['password', 'ansible_ssh_pass', 'ansible_password'],
  ['port', 'ansible_ssh_port', 'ansible_port'],
  ['pipelining', 'ansible_ssh_pipelining', 'ansible_pipelining'],
  ['timeout', 'ansible_ssh_timeout', 'ansible_timeout'],
  ['private_key_file', 'ansible_ssh_private_key_file', 'ansible_private_key_file'],
  ['network_os', 'ansible_network_os'],
  ['connection_user', 'ansible_connection_user'],
  ['become', 'ansible_become'],
  ['become_method', 'ansible_become_method'],
  ['become_user', 'ansible_become_user'],
  ['become_pass', 'ansible_become_password', 'ansible_become_pass'],
  ['become_exe', 'ansible_become_exe'],
  ['become_flags', 'ansible_become_flags'],
];

/**
 * Renders the variables that say how a host is reached, and keywords where no variable is set. Done before
 * any task on the host, even one that needs no connection, as in ansible-core's play context. Throws
 * MitorunError ACTION that names the keyword for which the variable stands.
 */
export function checkConnectionVariables(templar: Templar, task: Task): void {
  for (const [keyword, ...names] of variablesOf) {
    let isSet = false;
    for (const name of names) {
      const written = templar.variables.get(name);
      if (written === undefined) continue;
      isSet = true;
      if (written instanceof TemplateString || written instanceof VaultString)
        check(keyword, written, templar);
      break;
    }
    const own = !isSet && keyword.startsWith('become') ? task.inherited(keyword) : undefined;
    if (own instanceof TemplateString) check(keyword, own, templar);
  }
}

function check(keyword: string, written: TemplateString | VaultString, templar: Templar): void {
  try {
    templar.render(written);
  } catch (cause) {
    if (!(cause instanceof MitorunError)) throw cause;
    throw keywordError(keyword, written.origin, cause);
  }
}
