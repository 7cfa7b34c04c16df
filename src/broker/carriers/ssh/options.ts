import { homeDirectory, ownAccount } from '../../../python/accounts.ts';

/**
 * What the transport needs of the world around it. Everything that asks a person is one question at a time, whatever
 * the number of hosts that connect at once.
 */
export interface SshCarrierOptions {
  /** The environment that ssh would inherit: SSH_AUTH_SOCK, SHELL, what SendEnv names, `${NAME}` in paths. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where `~/.ssh` is; by default as `sshHome` says. */
  readonly home?: string;
  /** Default /etc/ssh: `ssh_config` and `ssh_known_hosts`. */
  readonly systemDirectory?: string;
  /** Asked at most once for each key file; undefined gives up on the key. Without it, encrypted keys are skipped. */
  readonly askPassphrase?: (keyPath: string) => Promise<string | undefined>;
  /**
   * Asks on the terminal and answers with what was typed. `text` is ssh's own question, several lines of it.
   * Without it, unknown hosts are refused as ssh refuses them when it has no terminal.
   */
  readonly confirmHostKey?: (text: string) => Promise<string>;
  /** Called once for each thing that ssh would have done and this transport does not do. */
  readonly warn?: (message: string) => void;
  /** Called with what -vv shows about a host. */
  readonly tell?: (message: string, host: string) => void;
}

/** Where `~/.ssh` is: the account's own directory, whatever HOME says, as ssh does it. HOME counts where passwd does not know the account, which ssh refuses. */
export function sshHome(options: SshCarrierOptions): string {
  return options.home ?? ownAccount().home ?? homeDirectory();
}
