import { MitorunError } from '../../errors/mitorun-error.ts';
import { doas } from './doas.ts';
import type { BecomeMethod } from './step.ts';
import { su } from './su.ts';
import { sudo } from './sudo.ts';

/** The methods by every name under which Ansible knows them. */
const methods: ReadonlyMap<string, BecomeMethod> = new Map([
  ['sudo', sudo],
  ['ansible.builtin.sudo', sudo],
  ['su', su],
  ['ansible.builtin.su', su],
  ['doas', doas],
  ['community.general.doas', doas],
]);

export function becomeMethod(name: string): BecomeMethod {
  const method = methods.get(name);
  if (method === undefined) {
    throw new MitorunError(
      'BECOME',
      `Invalid become method specified, could not find matching plugin: '${name}'. ` +
        'Use `ansible-doc -t become -l` to list available plugins.',
      { hint: `mitorun has ${[...methods.keys()].filter((known) => !known.includes('.')).join(', ')}` },
    );
  }
  return method;
}
