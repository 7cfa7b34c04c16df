import type { CarrierKind, Route } from '../../broker/route/route.ts';
import { connectionNamed } from '../../config/connection-options/all.ts';
import { MitorunError } from '../../errors/mitorun-error.ts';
import type { ConnectionOptions } from '../connection-options.ts';
import { becomeStep } from './become-step.ts';
import { type CarrierTo, carrierResolutions } from './carriers.ts';
import { pythonChoice } from './python-choice.ts';

/** Where a task runs: the route there, and the names that messages and variables use. */
export interface TaskConnection {
  readonly route: Route;
  readonly connection: string;
  readonly remoteUser: string | undefined;
  readonly becomeUser: string | undefined;
  readonly address: string;
  /** Whether commands that are no modules get a terminal: over ssh, unless `use_tty` is off. */
  readonly usesTerminal: boolean;
  /** Whether what a become program writes ahead of such a command is left in its output. */
  readonly keepsPreamble: boolean;
  /** Where files of the task may be on the target, the first choice first. */
  readonly temporaryPlaces: readonly string[];
  /** Whether the task's account may read and start what the login's account has. */
  readonly readsLoginFiles: boolean;
  /** What the target's variables or the settings say of the shell there. */
  readonly shell: (option: ShellOption) => string | undefined;
}

type ShellOption = 'remote_tmp' | 'async_dir' | 'executable';

export interface ConnectionPlace {
  /** `inventory_hostname` of the target, the delegate's where the task is delegated. */
  readonly target: string;
  /** Where commands of this machine begin. */
  readonly playbookDirectory: string;
}

/**
 * Resolves how a task reaches its target, from variables (they win), keywords, the command line and settings, by what
 * connections and become methods declare (`config/connection-options/`).
 * @param optionsOf what counts for a hop of the route: the variables of the host that it leads to
 */
export function resolveConnection(
  place: ConnectionPlace,
  optionsOf: (host: string) => ConnectionOptions,
): TaskConnection {
  const options = optionsOf(place.target);
  const connection = options.connectionName();
  const kind = connectionNamed(connection);
  if (kind === undefined) {
    throw new MitorunError('ACTION', `the connection plugin '${connection}' was not found`, {
      origin: options.origin,
    });
  }
  const address = options.address() ?? place.target;
  const { carrier, loginUser, stepSeconds, usesTerminal, keepsPreamble } = reach(
    kind,
    place,
    address,
    options,
  );
  const become = becomeStep(options, { loginUser, seconds: stepSeconds });
  const becomeUser = become?.options.become_user;
  const admins = options.texts('shell', 'admin_users');
  const readsLoginFiles = becomeUser === undefined || becomeUser === loginUser || admins.includes(becomeUser);
  const python = pythonChoice(options);
  return {
    route: { carrier: { ...carrier, python }, steps: become ? [{ ...become, python }] : [] },
    connection,
    remoteUser: loginUser,
    becomeUser,
    address,
    usesTerminal: usesTerminal(),
    keepsPreamble: keepsPreamble(),
    temporaryPlaces: temporaryPlaces(options, readsLoginFiles),
    readsLoginFiles,
    shell: (option) => (option === 'executable' ? options.shellExecutable() : options.text('shell', option)),
  };
}

function reach<Kind extends CarrierKind>(
  kind: Kind,
  place: ConnectionPlace,
  address: string,
  options: ConnectionOptions,
): {
  readonly carrier: CarrierTo<Kind>;
  readonly loginUser: string | undefined;
  readonly stepSeconds: () => number;
  readonly usesTerminal: () => boolean;
  readonly keepsPreamble: () => boolean;
} {
  const resolution = carrierResolutions[kind];
  const resolved = resolution.options(options, { ...place, address });
  return {
    carrier: { kind, options: resolved } as CarrierTo<Kind>,
    loginUser: resolution.loginUser(resolved),
    stepSeconds: () => resolution.stepSeconds(options),
    usesTerminal: () => resolution.usesTerminal(options),
    keepsPreamble: () => resolution.keepsPreamble(options),
  };
}

/** `remote_tmp`; first the system's own where the account is neither the login's nor an administrator's, as Ansible has it. */
function temporaryPlaces(options: ConnectionOptions, readsLoginFiles: boolean): string[] {
  const wanted = options.text('shell', 'remote_tmp') ?? '~/.ansible/tmp';
  const system = options.texts('shell', 'system_tmpdirs');
  const comesFirst = readsLoginFiles || system.some((directory) => wanted.startsWith(directory));
  return comesFirst ? [wanted, ...system] : [...system, wanted];
}
