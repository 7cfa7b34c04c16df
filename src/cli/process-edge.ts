import type { Readable, Writable } from 'node:stream';
import type { EventStream } from '../events/event-stream.ts';

/** A terminal to ask on, to be closed afterwards. */
export interface OpenTerminal {
  readonly input: Readable;
  readonly output: Writable;
  close(): void;
}

/** The process around a run: the only way in which the command line's code reaches it, so that tests can stand in. */
export interface ProcessEdge {
  /** The name under which mitorun was called, without its path. */
  readonly program: string;
  /** That name with its path, for `--version`. */
  readonly executable: string;
  /** The launcher itself, links followed. */
  readonly launcher: string;
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly home: string;
  readonly stdin: Readable & { readonly isTTY?: boolean; setRawMode?: (raw: boolean) => unknown };
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  /** The terminal that the process belongs to, whatever its streams are; undefined where it has none. */
  openTerminal?(): OpenTerminal | undefined;
  /**
   * Runs something that may compute for ever and leaves no turn to listeners: ^C ends it, and counts as heard by them
   * (throws MitorunError INTERRUPTED then); SIGTERM and SIGHUP end the process.
   */
  readonly interruptibly?: <T>(job: () => T) => T;
  /** Whether the end of its terminal is nothing to it (`nohup`). */
  readonly ignoresHangup?: boolean;
  /**
   * Has listeners hear ^C and SIGTERM although whoever started the process had it ignore them (`&` in a script): Ansible does so
   * as soon as it has its hosts. SIGHUP stays ignored.
   */
  readonly hearIgnored?: () => void;
  /** Lets somebody hear what a run emits, before anything is. */
  readonly onEvents?: (events: EventStream) => void;
  /** Calls back on ^C and SIGTERM; gives a function that stops listening. */
  onSignal(listener: (signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP') => void): () => void;
}
