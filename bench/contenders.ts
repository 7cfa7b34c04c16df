import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A program that runs playbooks, and the environment that makes it do so as its users would have it. */
export interface Contender {
  readonly name: string;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

const mitogenStrategies = '/usr/lib/python3/dist-packages/ansible_mitogen/plugins/strategy';

/** mitorun, Ansible with pipelining, and Mitogen where it is installed. */
export function contenders(): Contender[] {
  const mitorun = fileURLToPath(new URL('../bin/mitorun', import.meta.url));
  const ansible = '/usr/bin/ansible-playbook';
  const found: Contender[] = [{ name: 'mitorun', command: [mitorun], environment: {} }];
  if (existsSync(mitogenStrategies)) {
    found.push({
      name: 'mitogen',
      command: [ansible],
      environment: { ANSIBLE_STRATEGY: 'mitogen_linear', ANSIBLE_STRATEGY_PLUGINS: mitogenStrategies },
    });
  }
  if (existsSync(ansible))
    found.push({ name: 'ansible', command: [ansible], environment: { ANSIBLE_PIPELINING: '1' } });
  return found;
}
