import { PassThrough } from 'node:stream';
import { runProgram } from '../../src/cli/programs.ts';
import type { EventStream } from '../../src/events/event-stream.ts';

export interface ProgramOutput {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

/** Runs mitorun in this process, under any of its names, with streams that are no terminals unless the output shall be one. */
export async function runInProcess(
  argv: readonly string[],
  options: {
    readonly program?: string;
    readonly cwd: string;
    readonly terminal?: boolean;
    readonly environment?: Readonly<Record<string, string | undefined>>;
    readonly onEvents?: (events: EventStream) => void;
  },
): Promise<ProgramOutput> {
  const texts = { out: '', err: '' };
  const stream = (name: 'out' | 'err'): PassThrough => {
    const through = new PassThrough();
    through.on('data', (chunk: Buffer) => {
      texts[name] += chunk.toString('utf8');
    });
    return through;
  };
  const program = options.program ?? 'mitorun';
  const stdin = new PassThrough();
  stdin.end();
  const exit = await runProgram({
    program,
    executable: program,
    launcher: program,
    argv,
    environment: { ...process.env, ...options.environment },
    cwd: options.cwd,
    home: process.env['HOME'] ?? '/root',
    stdin,
    stdout: Object.assign(stream('out'), options.terminal === true ? { isTTY: true, columns: 80 } : {}),
    stderr: stream('err'),
    onSignal: () => () => undefined,
    ...(options.onEvents && { onEvents: options.onEvents }),
  });
  return { exit, ...texts };
}
