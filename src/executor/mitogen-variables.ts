import type { EventSink } from '../events/run-event.ts';
import { str } from '../python/repr.ts';
import type { Value } from '../python/value.ts';
import type { Templar } from '../template/templar.ts';

const keepAlive =
  'set ansible_ssh_common_args to "-o ServerAliveInterval=SECONDS -o ServerAliveCountMax=COUNT" instead';
const noOther = 'mitorun has no such connection';

/** Variables of Mitogen for Ansible (`ansible_mitogen/transport_config.py`) that do nothing here, and what does instead. */
const unread: readonly (readonly [name: string, instead: string])[] = [
  ['mitogen_ssh_compression', 'set ansible_ssh_common_args to "-o Compression=yes" instead'],
  ['mitogen_ssh_keepalive_interval', keepAlive],
  ['mitogen_ssh_keepalive_count', keepAlive],
  ['mitogen_ssh_debug_level', '-vvv tells of connections'],
  ['mitogen_mask_remote_name', 'the agent is named alike everywhere'],
  ['mitogen_kind', noOther],
  ...['buildah', 'docker', 'incus', 'kubectl', 'lxc', 'lxc_attach', 'lxc_info', 'machinectl', 'podman'].map(
    (program) => [`mitogen_${program}_path`, noOther] as const,
  ),
];

const told = new WeakMap<EventSink, Set<string>>();

/**
 * Warns of a target's Mitogen variables that mitorun does not read, each once a host: a host that Mitogen reaches through
 * another one is connected to directly here, which may be refused or be another machine.
 */
export function warnOfMitogenVariables(target: string, templar: Templar, emit: EventSink): void {
  const warn = (message: string): void => emit({ kind: 'warning', message });
  const hosts = told.get(emit) ?? new Set();
  told.set(emit, hosts);
  const via = rendered(templar, 'mitogen_via');
  if (via !== undefined && !hosts.has(`${target} via ${via}`)) {
    hosts.add(`${target} via ${via}`);
    warn(
      `mitogen_via of ${target} is not followed yet: mitorun connects to ${target} itself, not through '${via}'. ` +
        `For a jump host, set ansible_ssh_common_args of ${target} to "-o ProxyJump=user@host:port".`,
    );
  }
  if (hosts.has(target)) return;
  hosts.add(target);
  for (const [name, instead] of unread)
    if (rendered(templar, name) !== undefined)
      warn(`${name} of ${target} is not read by mitorun: ${instead}.`);
}

/** As text; undefined where it says nothing. */
function rendered(templar: Templar, name: string): string | undefined {
  const written: Value | undefined = templar.variables.get(name);
  if (written === undefined) return undefined;
  const value = templar.render(written);
  return value === null || value === '' || value === false ? undefined : str(value);
}
