/** One SSH login, with what `ansible_ssh_*` and ansible.cfg say of it; ssh_config fills in what is undefined here. */
export interface SshLogin {
  readonly host: string;
  readonly port: number | undefined;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly privateKeyFile: string | undefined;
  /** A key given as text, which is then the only one that is offered. */
  readonly privateKey?: { readonly text: string; readonly passphrase: string | undefined } | undefined;
  /** The password answers only prompts that hold this text (`user@host's password:`), those of jump hosts among them. */
  readonly passwordPrompt?: string | undefined;
  /** ssh's own arguments that count before what this login says, split as a shell does: ssh_args. */
  readonly firstArguments?: readonly string[];
  /** Those that count after it: ssh_common_args and ssh_extra_args in that order. */
  readonly arguments: readonly string[];
  readonly hostKeyChecking: boolean;
  /** Milliseconds for TCP and authentication. */
  readonly timeout: number;
  /** How often to try again to connect. */
  readonly retries?: number;
}
