import type { EventSink } from '../events/run-event.ts';
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
  ...[
    'buildah',
    'docker',
    'incus',
    'jail',
    'kubectl',
    'lxc',
    'lxc_attach',
    'lxc_info',
    'machinectl',
    'podman',
  ].map((program) => [`mitogen_${program}_path`, noOther] as const),
];

/** By the run's stream of events: what it was told already. */
const told = new WeakMap<EventSink, Set<string>>();

/**
 * Warns of Mitogen variables that mitorun does not read and that change neither where nor as whom a task runs, each once
 * a run. Those that do are refused (`unfollowed-routing.ts`).
 */
export function warnOfMitogenVariables(target: string, templar: Templar, emit: EventSink): void {
  const known = told.get(emit) ?? new Set();
  told.set(emit, known);
  for (const [name, instead] of unread) {
    if (known.has(name) || !isSet(templar, name)) continue;
    known.add(name);
    emit({
      kind: 'warning',
      message: `${name} (of ${target}) is not read by mitorun yet: ${instead}. This is said once a run.`,
    });
  }
}

function isSet(templar: Templar, name: string): boolean {
  const written: Value | undefined = templar.variables.get(name);
  if (written === undefined) return false;
  const value = templar.render(written);
  return value !== null && value !== '' && value !== false;
}
