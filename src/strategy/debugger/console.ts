/** Where the task debugger talks to a person, or reads what was piped into mitorun. */
interface DebugConsole {
  /** The next line, undefined at the end of input. Throws QUIT for ^C. */
  read(prompt: string): Promise<string | undefined>;
  show(text: string): void;
}

/** When a task stops for the debugger, as far as settings decide it. */
export interface DebuggerSettings {
  readonly console: DebugConsole;
  /** On every failure and unreachable host, unless `debugger:` says otherwise. */
  readonly enabled: boolean;
  /** `ignore_errors` keeps the debugger out. */
  readonly honoursIgnoreErrors: boolean;
}
