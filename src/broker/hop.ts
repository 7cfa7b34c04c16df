import type { Span } from '../events/span.ts';
import type { ModuleManifest } from '../modules/manifest.ts';
import type { Route } from './route/route.ts';

/** A file of up to this many bytes rides in the request. */
export const inlineFileSize = 124 * 1024;

/**
 * The broker as actions see it: a hop is one agent process in one account. Every call is one request and one reply;
 * a hop connects when it is first used. Failures to connect are MitorunErrors with code CONNECTION or BECOME.
 */
export interface Broker {
  /**
   * The hop at the end of this route, connected; equal routes share an agent as long as it lives. Where the account, the
   * rights to it or its Python have changed, the next request makes a new one.
   */
  hop(route: Route, use?: ConnectionUse): Promise<Hop>;
  /** Runs a command over the route's plain exec channel, without Python on the target (`raw`). */
  raw(route: Route, command: string, options?: RawOptions): Promise<CommandOutcome>;
  /**
   * Cuts the way to the machine where this route ends, and everything behind it. The next use connects anew
   * (`meta: reset_connection`).
   */
  reset(route: Route, asker?: Span): Promise<void>;
  /**
   * Ends the agents that became this account on the machine where the route ends. The account may be removed
   * then.
   */
  leave(route: Route, account: string, asker?: Span): Promise<void>;
  /**
   * Ends every agent and connection. Waits until the far sides are gone or take too long; waits less once
   * `hurry` is aborted.
   */
  close(hurry?: AbortSignal): Promise<void>;
}

/** Milliseconds. A carrier has its own for TCP and authentication, a step for its run. */
export interface AgentTimeouts {
  /** Until Python speaks. */
  readonly bootstrap: number;
  /** Until a step has got to its place. */
  readonly become: number;
  /** For an agent to clean up, counted from the last one that has ended. */
  readonly close: number;
}

/** A user of hops. Until `ended` settles, none of its connections is closed to make room for another. */
export interface ConnectionUse {
  readonly ended: Promise<unknown>;
  /** The user's span, in which events about work for this user are emitted. */
  readonly span: Span;
}

export interface RawOptions {
  /** Who asks; without it, the run. */
  readonly span?: Span;
  readonly executable?: string;
  /** Gives the command a terminal where it runs over ssh. Its standard error is part of its output then. */
  readonly terminal?: boolean;
  /**
   * Leaves in the output what become programs write ahead of the command, even prompts and Ansible's success
   * marker.
   */
  readonly keepsPreamble?: boolean;
  /** As the login's account, without the route's steps. */
  readonly asLogin?: boolean;
  /** Standard input, without a terminal. */
  readonly stdin?: Buffer;
  readonly signal?: AbortSignal;
}

export interface Hop {
  readonly route: Route;
  readonly target: TargetFacts;
  runModule(run: ModuleRun): Promise<ModuleOutcome>;
  /** Runs a shell command as this account. */
  command(run: CommandRun): Promise<CommandOutcome>;
  /**
   * Writes a file: hidden temporary name in the same directory, fsync, mode, rename. Large ones are streamed. Data of up
   * to `inlineFileSize` is on its way when this returns, ahead of whatever is asked later.
   */
  putFile(source: FileSource, path: string, options?: PutOptions): Promise<void>;
  /**
   * Calls `take` with the bytes of a remote file, piece by piece. Throws MitorunError ACTION where the file
   * cannot be read. Throws what `take` throws, and reads no further then.
   */
  readFile(path: string, take: (piece: Buffer) => void): Promise<void>;
  /**
   * Makes a new directory (mode 0700), which is removed with the hop. Takes the first of these places that is
   * writable and not full, else the system's own place for temporary files.
   */
  temporaryDirectory(places?: readonly string[]): Promise<string>;
  remove(path: string): Promise<void>;
}

/** What the agent says of itself when it starts. */
export interface TargetFacts {
  /** `[3, 11, 2]` */
  readonly pythonVersion: readonly [number, number, number];
  readonly pythonExecutable: string;
  readonly user: string;
  readonly uid: number;
  readonly home: string;
  /** Was the interpreter given, found among the candidates, or the one that is taken where none of them is there? */
  readonly discovery: 'given' | 'found' | 'fallback';
}

export interface ModuleRun {
  /** Chosen by the target's Python among the content trees. */
  readonly manifest: ModuleManifest;
  /** The module's parameters as JSON text: what AnsiballZ would write to `basic._ANSIBLE_ARGS`. */
  readonly parameters: string;
  /** Added to the agent's environment for this step alone (the `environment:` keyword). */
  readonly environment?: Readonly<Record<string, string>>;
  readonly isolation: 'in-process' | 'fork';
  /** Where files of a module that is no Python of Ansible's may be, as `temporaryDirectory` has it. */
  readonly places?: readonly string[];
  /** The soft limit of open files for the module, as far as the hard limit allows. Without it nothing changes. */
  readonly openFiles?: number;
  /** Milliseconds after which the step is killed on the target. */
  readonly timeout?: number;
  readonly signal?: AbortSignal;
  /**
   * Requests of one chain run one after the other, in the order they were made, whether or not their replies are
   * awaited. With `stopOnFailure`, none runs after one whose result is a failure. A name is used for one chain only.
   */
  readonly chain?: { readonly name: string; readonly stopOnFailure: boolean };
  /** Run detached with Ansible's async job file (`~/.ansible_async/JID`); the reply comes at once. */
  readonly async?: { readonly jobId: string; readonly seconds: number; readonly directory: string };
}

export interface ModuleOutcome {
  /** True where the step did not run, because its chain had failed before it. */
  readonly skipped?: boolean;
  readonly rc: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandRun {
  /** Given to `executable -c`; default /bin/sh. */
  readonly command: string;
  readonly executable?: string;
  readonly stdin?: Buffer;
  readonly cwd?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly timeout?: number;
  readonly signal?: AbortSignal;
}

export interface CommandOutcome {
  readonly rc: number;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}

export type FileSource = { readonly data: Buffer } | { readonly localPath: string };

/** Without them the file is the account's own, with the mode that its umask gives a new file. */
export interface PutOptions {
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
}
