import { resolve } from 'node:path';
import type { Config } from '../config/config.ts';
import type { ParsedOptions } from './options/option.ts';
import { readPasswordFile } from './password-file.ts';
import type { ProcessEdge } from './process-edge.ts';
import { askSecret } from './ask-secret.ts';

export interface RunPasswords {
  readonly connection: string | undefined;
  readonly become: string | undefined;
}

/** The passwords that the command line and ansible.cfg ask for or name a file of (`CLI.ask_passwords`). */
export async function askPasswords(
  edge: ProcessEdge,
  config: Config,
  options: ParsedOptions,
): Promise<RunPasswords> {
  const fileOf = (option: string, setting: string | null): string | undefined =>
    options.text(option) ?? setting ?? undefined;
  const read = (file: string): Promise<string> =>
    readPasswordFile(file === '-' ? file : resolve(edge.cwd, file), edge.stdin);
  const connectionFile = fileOf('connection-password-file', config.get('CONNECTION_PASSWORD_FILE'));
  const becomeFile = fileOf('become-password-file', config.get('BECOME_PASSWORD_FILE'));
  const asksConnection = options.flag('ask-pass') || config.get('DEFAULT_ASK_PASS');

  let connection: string | undefined;
  if (asksConnection) {
    connection = await askSecret(edge, 'SSH password: ');
    if (connection === undefined) return { connection, become: undefined };
  } else if (connectionFile !== undefined) connection = await read(connectionFile);

  let become: string | undefined;
  if (options.flag('ask-become-pass') || config.get('DEFAULT_BECOME_ASK_PASS')) {
    const method = options.text('become-method') ?? config.get('DEFAULT_BECOME_METHOD');
    const name = config.get('AGNOSTIC_BECOME_PROMPT') ? 'BECOME' : method.toUpperCase();
    const answer = await askSecret(
      edge,
      `${name} password${asksConnection ? '[defaults to SSH password]' : ''}: `,
    );
    become = answer === '' && asksConnection ? connection : answer;
  } else if (becomeFile !== undefined) become = await read(becomeFile);
  return { connection, become };
}
