import type { SshLogin } from '../../broker/carriers/ssh/ssh-login.ts';
import { shellSplit } from '../../python/shell-split.ts';
import { expandHome } from '../../python/expand-home.ts';
import type { ConnectionOptions } from '../connection-options.ts';
import { readBoolean } from '../../parsing/boolean-words.ts';
import { toNumber } from '../conversions.ts';
import type { CarrierResolution } from './carrier-resolution.ts';

export const sshCarrier: CarrierResolution<SshLogin> = {
  options(options, { address }) {
    const port = options.option('ssh', 'port');
    // Ansible puts HOME in place of `~` here; in ssh's own arguments ssh puts what passwd says.
    const keyFile = options.text('ssh', 'private_key_file');
    return {
      host: address,
      port: port === undefined ? undefined : toNumber('port', port),
      user: options.text('ssh', 'remote_user'),
      password:
        options.text('ssh', 'password_mechanism') === 'disable'
          ? undefined
          : options.password('ssh', 'password'),
      passwordPrompt: options.text('ssh', 'sshpass_prompt'),
      privateKeyFile: keyFile === undefined ? undefined : expandHome(keyFile),
      privateKey: privateKey(options),
      firstArguments: sshArguments(options, 'ssh_args'),
      arguments: [...sshArguments(options, 'ssh_common_args'), ...sshArguments(options, 'ssh_extra_args')],
      hostKeyChecking: readBoolean(options.option('ssh', 'host_key_checking') ?? true) ?? true,
      timeout: 1000 * connectSeconds(options),
      retries: toNumber('reconnection_retries', options.option('ssh', 'reconnection_retries') ?? 0),
    };
  },
  loginUser: ({ user }) => user,
  /** As Ansible waits: two seconds longer than for the connection. */
  stepSeconds: (options) => connectSeconds(options) + 2,
  usesTerminal: (options) => readBoolean(options.option('ssh', 'use_tty') ?? true) ?? false,
  keepsPreamble: () => false,
};

function connectSeconds(options: ConnectionOptions): number {
  return toNumber('timeout', options.option('ssh', 'timeout') ?? 10);
}

function sshArguments(options: ConnectionOptions, name: string): string[] {
  return shellSplit(options.text('ssh', name) ?? '');
}

function privateKey(options: ConnectionOptions): SshLogin['privateKey'] {
  const text = options.password('ssh', 'private_key');
  return text === undefined
    ? undefined
    : { text, passphrase: options.password('ssh', 'private_key_passphrase') };
}
