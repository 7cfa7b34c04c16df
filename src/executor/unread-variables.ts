import { connectionOptions } from '../config/connection-options/all.ts';
import type { PluginOption } from '../config/connection-options/plugin-option.ts';
import { isSatisfied } from '../config/without-effect.ts';
import type { EventSink } from '../events/event-sink.ts';
import type { Value } from '../python/value.ts';
import type { Templar } from '../template/templar.ts';
import { readBoolean } from '../parsing/boolean-words.ts';

/**
 * A variable that mitorun ignores: the advice for its warning, and the values that need no warning, because
 * they ask for what mitorun does anyway.
 */
interface UnreadVariable {
  readonly name: string;
  readonly advice: string;
  readonly isSatisfied: (value: Value) => boolean;
}

const keepAlive =
  'set ansible_ssh_common_args to "-o ServerAliveInterval=SECONDS -o ServerAliveCountMax=COUNT" instead';
const noOther = 'mitorun has no such connection';

/** Variables of Mitogen for Ansible (`ansible_mitogen/transport_config.py`) that do nothing here, and what does instead. */
const ofMitogen: readonly (readonly [name: string, instead: string])[] = [
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
/** Variables of Mitogen that mitorun reads or refuses. */
const heeded = new Set(['mitogen_via', 'mitogen_task_isolation']);

const unread: readonly UnreadVariable[] = [
  ...ofMitogen.map(([name, instead]) => ({
    name,
    advice: `is not read by mitorun yet: ${instead}`,
    isSatisfied: (value: Value) => value === false,
  })),
  ...Object.values(connectionOptions).flatMap((options) =>
    (Object.values(options) as PluginOption[]).flatMap((option) =>
      option.variables.map((name) => ofOption(name, option)).filter((variable) => variable !== undefined),
    ),
  ),
];

const listed = new Set(unread.map(({ name }) => name));

/** Variables of options that are ignored (`config/connection-options/`). */
function ofOption(name: string, option: PluginOption): UnreadVariable | undefined {
  if (option.ignored === undefined) return undefined;
  const typed = (value: Value): boolean | string | number =>
    option.type === 'boolean' ? (readBoolean(value) ?? false) : (value as string | number);
  return {
    name,
    advice: `has no effect in mitorun: ${option.ignored}`,
    isSatisfied: (value) => isSatisfied(option, typed(value)),
  };
}

/** Remembers which ignored variables a run has been warned of. */
export class UnreadVariables {
  readonly #names = new Set<string>();
  readonly #targets = new Set<string>();

  /**
   * Warns of variables about the way to a target that mitorun ignores, each once a run. Only variables that
   * change neither the machine nor the account of a task are ignored; `unfollowed-routing.ts` refuses the
   * others.
   */
  warn(target: string, templar: Templar, emit: EventSink): void {
    const warnOf = (name: string, advice: string): void => {
      this.#names.add(name);
      emit({ kind: 'warning', message: `${name} (of ${target}) ${advice}. This is said once a run.` });
    };
    for (const { name, advice, isSatisfied: isMet } of unread) {
      if (this.#names.has(name)) continue;
      const value = valueOf(templar, name);
      if (value !== undefined && !isMet(value)) warnOf(name, advice);
    }
    if (this.#targets.has(target)) return;
    this.#targets.add(target);
    for (const name of templar.variables.names()) {
      if (!name.startsWith('mitogen_') || listed.has(name) || heeded.has(name) || this.#names.has(name))
        continue;
      warnOf(name, 'is no variable that Mitogen or mitorun knows');
    }
  }
}

function valueOf(templar: Templar, name: string): Value | undefined {
  const written = templar.variables.get(name);
  if (written === undefined) return undefined;
  const value = templar.render(written);
  return value === null || value === '' ? undefined : value;
}
