import { execFile } from 'node:child_process';

/** What a program showed in a terminal of 100 columns, and how it ended. */
export interface TerminalOutput {
  readonly text: string;
  readonly exit: number;
}

/** Runs a program in a terminal and gives its prompts these answers; `^C` and `^D` are keys, and the last is repeated. */
export function inTerminal(
  argv: readonly string[],
  options: {
    readonly cwd: string;
    /** What the output ends with when an answer is due. */
    readonly prompts: RegExp;
    readonly answers: readonly string[];
    readonly environment?: Readonly<Record<string, string | undefined>>;
  },
): Promise<TerminalOutput> {
  const asked = {
    argv,
    cwd: options.cwd,
    env: Object.fromEntries(
      Object.entries(options.environment ?? {}).filter(([, value]) => value !== undefined),
    ),
    prompts: options.prompts.source,
    answers: options.answers,
    seconds: 60,
  };
  return new Promise((resolve, reject) => {
    const driver = new URL('answer_prompts.py', import.meta.url).pathname;
    const child = execFile('/usr/bin/python3', [driver], (error, stdout) => {
      if (error) reject(error);
      else resolve(JSON.parse(stdout) as TerminalOutput);
    });
    child.stdin?.end(JSON.stringify(asked));
  });
}
