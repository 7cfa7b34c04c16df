import { spawn } from 'node:child_process';
import { Duplex } from 'node:stream';

export interface ProxyProcess {
  readonly stream: Duplex;
  /** The last lines that the command wrote to its standard error. */
  complaints(): string[];
}

/** A ProxyCommand, its tokens replaced, run by the user's shell as ssh runs it. It ends with its stream. */
export function spawnProxyCommand(
  command: string,
  environment: Readonly<Record<string, string | undefined>>,
): ProxyProcess {
  const shell = environment['SHELL'] ?? '/bin/sh';
  const child = spawn(shell, ['-c', command.startsWith('exec ') ? command : `exec ${command}`], {
    env: { ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-4000);
  });
  const stream = Duplex.from({ readable: child.stdout, writable: child.stdin });
  child.on('error', (error) => stream.destroy(error));
  stream.on('close', () => child.kill('SIGHUP'));
  return { stream, complaints: () => stderr.split(/\r?\n/).filter((line) => line !== '') };
}
