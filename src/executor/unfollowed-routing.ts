import { closeSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { MitorunError } from '../errors/mitorun-error.ts';
import type { Origin } from '../errors/origin.ts';
import { str } from '../python/repr.ts';
import type { Templar } from '../template/templar.ts';
import { type ConnectionDefaults, ConnectionOptions } from './connection-options.ts';
import type { TaskKeywords } from './task-keywords.ts';

/** Connections of Mitogen for Ansible, by the names that it gives them, which mitorun has no agent for. */
const mitogenConnections =
  /^(mitogen_(buildah|docker|doas|incus|jail|kubectl|lxc|lxd|machinectl|podman|setns|su|sudo)|setns)$/;

/** What takes the place of `mitogen_sudo` and its kin. */
const becomeInstead = 'for another account on a host, use become with its become_method';
const pluginInstead =
  'a connection plug-in of a collection (community.docker.docker, containers.podman.podman, kubernetes.core.kubectl...) is run by your ansible-core';

/** Where a setting of the Python SSH client leads elsewhere, and which of ssh's own says the same. */
const paramikoRouting: readonly {
  readonly variable?: string;
  readonly env?: string;
  readonly ini?: string;
  readonly instead: string;
}[] = [
  { variable: 'ansible_paramiko_host', instead: 'ansible_host' },
  {
    variable: 'ansible_paramiko_port',
    env: 'ANSIBLE_REMOTE_PARAMIKO_PORT',
    ini: 'remote_port',
    instead: 'ansible_port',
  },
  {
    variable: 'ansible_paramiko_user',
    env: 'ANSIBLE_PARAMIKO_REMOTE_USER',
    ini: 'remote_user',
    instead: 'ansible_user',
  },
  {
    variable: 'ansible_paramiko_proxy_command',
    env: 'ANSIBLE_PARAMIKO_PROXY_COMMAND',
    ini: 'proxy_command',
    instead: 'ansible_ssh_common_args with -o ProxyCommand=...',
  },
];

/**
 * Refuses a target where a setting that mitorun does not follow decides the machine or the account of a task.
 * Running the task elsewhere would be worse than not running it. Throws MitorunError CONNECTION, which names
 * the setting and its place, and makes only this host unreachable.
 * @param templar has the target's variables
 * @param around.overrides whether a name stands for a connection plug-in of the user's own, which follows
 * what it likes
 */
export function refuseUnfollowedRouting(
  target: string,
  templar: Templar,
  keywords: TaskKeywords,
  around: { readonly defaults: ConnectionDefaults; readonly overrides: (connection: string) => boolean },
): void {
  const { defaults, overrides } = around;
  const options = new ConnectionOptions(templar, keywords, defaults);
  const routing = new Routing(target, templar, options);
  routing.refuseVia();
  const named = options.namedConnection();
  if (overrides(named)) return;
  routing.refuseMitogenConnection(named);
  const connection = options.connectionName();
  if (connection !== 'ssh' || overrides(connection)) return;
  if (named.startsWith('paramiko')) routing.refuseParamiko();
  routing.refuseProgram();
  routing.refuseSmartCard();
}

class Routing {
  readonly #target: string;
  readonly #templar: Templar;
  readonly #options: ConnectionOptions;

  constructor(target: string, templar: Templar, options: ConnectionOptions) {
    this.#target = target;
    this.#templar = templar;
    this.#options = options;
  }

  refuseVia(): void {
    const value = this.#options.variable('mitogen_via');
    if (value === undefined || value === null || value === '' || value === false) return;
    throw this.#refusal(
      `mitogen_via, which leads to ${this.#target} through '${str(value)}', is not followed yet, and without it the ` +
        'task would run on another machine or by another way',
      this.#place('mitogen_via'),
      'for a jump host, set ansible_ssh_common_args to "-o ProxyJump=user@host:port" in place of mitogen_via',
    );
  }

  refuseMitogenConnection(named: string): void {
    if (!mitogenConnections.test(named)) return;
    const ofVariable = this.#options.plain('ansible_connection') !== undefined;
    throw this.#refusal(
      `Mitogen's connection '${named}' is not there yet`,
      ofVariable ? this.#place('ansible_connection') : undefined,
      /_(sudo|su|doas)$/.test(named) ? becomeInstead : pluginInstead,
    );
  }

  refuseParamiko(): void {
    const { config } = this.#options;
    for (const { variable, env, ini, instead } of paramikoRouting) {
      const found =
        variable !== undefined && (this.#options.plain(variable) ?? '') !== ''
          ? { what: variable, place: this.#place(variable) }
          : env !== undefined && (config.env(env) ?? '') !== ''
            ? { what: `${env} of the environment`, place: undefined }
            : ini !== undefined && config.ini('paramiko_connection', ini) !== undefined
              ? { what: `[paramiko_connection] ${ini} of ${config.file ?? 'ansible.cfg'}`, place: undefined }
              : undefined;
      if (found)
        throw this.#refusal(
          `${found.what} is not read: \`paramiko\` means ssh here`,
          found.place,
          `use ${instead} in its place`,
        );
    }
  }

  /** Another program than ssh may go anywhere; ssh itself by another path goes where mitorun goes. */
  refuseProgram(): void {
    const source = this.#options.source('ssh', 'ssh_executable');
    const program = this.#options.text('ssh', 'ssh_executable');
    if (source === undefined || program === undefined) return;
    if (basename(program) === 'ssh' && !isScript(program)) return;
    throw this.#refusal(
      `the ssh program '${program}' is not used, as mitorun speaks ssh itself, and what it does besides would be left out`,
      this.#placeOf(source),
      'what it adds belongs into ansible_ssh_common_args or ~/.ssh/config; a wrapper that only adds options is not needed then',
    );
  }

  refuseSmartCard(): void {
    const source = this.#options.source('ssh', 'pkcs11_provider');
    if (source === undefined || this.#options.text('ssh', 'pkcs11_provider') === undefined) return;
    throw this.#refusal(
      'keys of a smart card (pkcs11_provider) are not read yet',
      this.#placeOf(source),
      'add the card to an ssh-agent: ssh-add -s PROVIDER',
    );
  }

  /** In words, from what a resolved option says of its source. */
  #placeOf(source: string): string {
    const [kind, name] = source.split(': ');
    if (kind === 'var' && name !== undefined) return `${name} ${this.#place(name) ?? ''}`.trim();
    return kind === 'env' && name !== undefined ? `${name} of the environment` : source;
  }

  /** Where a variable was written, as far as that is known. */
  #place(variable: string): string | undefined {
    const origin = this.#templar.variables.originOf?.(variable);
    return origin === undefined ? undefined : `at ${describe(origin)}`;
  }

  #refusal(what: string, place: string | undefined, hint: string): MitorunError {
    const set = place === undefined ? '' : ` (set ${place.startsWith('at ') ? '' : 'by '}${place})`;
    return new MitorunError('CONNECTION', `${what}${set}. ${this.#target} is not connected to: ${hint}.`);
  }
}

function describe({ file, line, column }: Origin): string {
  return [file, line, column].filter((part) => part !== undefined).join(':');
}

/** Whether a file begins like a script. False where it cannot be read: then it could not have run either. */
function isScript(path: string): boolean {
  if (!path.includes('/')) return false;
  try {
    const descriptor = openSync(path, 'r');
    try {
      const begin = Buffer.alloc(2);
      readSync(descriptor, begin, 0, 2, 0);
      return begin.toString('latin1') === '#!';
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return false;
  }
}
