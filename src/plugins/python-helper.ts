import { spawn } from 'node:child_process';
import { closeSync, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MitorunError } from '../errors/mitorun-error.ts';
import { Dict } from '../python/dict.ts';
import type { Value } from '../python/value.ts';
import { type Outcome, type PendingCall, resultOf } from '../template/waiting/outcome.ts';
import { RenderJobs } from '../template/waiting/render-jobs.ts';
import type { Conversation, Surroundings } from './conversation.ts';
import { HelperProcess } from './helper-process.ts';
import { PipeLines, withPipes } from './helper-pipes.ts';
import { readEnvironment, readRaised, readSaid, type Said } from './read-helper-message.ts';
import { PythonPluginError } from './python-plugin-error.ts';
import { fromWire, readMessage, type Referred } from './helper-values.ts';

export interface PythonHelperOptions {
  /** The Python that runs the plug-ins, and the directory that holds its `ansible` package. */
  readonly python: string;
  readonly ansibleParent: string;
  /**
   * The helper's environment, with the variables that give ansible-core its configuration file and
   * collections.
   */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Relative names of plug-ins' own files start here. */
  readonly baseDirectory: string;
  readonly verbosity: number;
  /** Whether the end of the terminal is nothing to the run, and so to the helper. */
  readonly ignoresHangup?: boolean;
  /** Called with the messages that plug-ins give to Ansible's Display. */
  readonly say: (said: Said) => void;
  /** What a vars, inventory or callback plug-in changed in its environment: undefined for what it took out. */
  readonly changeEnvironment?: (changes: Readonly<Record<string, string | undefined>>) => void;
}

const nothingAround: Surroundings = {
  callbacks: {},
  referred: () => null,
};

/**
 * The Python process on the controller that runs the user's plug-ins: started by the first request, ended by `close` or
 * with this process. Filters, tests and lookups run in twins that are forked from it, as many as wait at a time, so that
 * neither other hosts nor the helper's other work wait for them. Throws MitorunError TEMPLATE where Python or its
 * ansible-core is missing, PythonPluginError for what the plug-in raises.
 */
export class PythonHelper {
  readonly #options: () => PythonHelperOptions;
  readonly #jobs: RenderJobs;
  #main: HelperProcess | undefined;
  readonly #twins: HelperProcess[] = [];
  #directories: readonly string[] = [];

  /**
   * @param options asked for when Python is first needed
   * @param jobs where template plug-ins are waited for
   */
  constructor(options: () => PythonHelperOptions, jobs = new RenderJobs()) {
    this.#options = options;
    this.#jobs = jobs;
  }

  get isStarted(): boolean {
    return this.#main !== undefined && !this.#main.isGone;
  }

  /** All directories whose `filter_plugins/` and the like count, in order; only ever more. */
  useDirectories(directories: readonly string[]): void {
    this.#directories = directories;
  }

  /**
   * Asks the helper itself, and blocks until it answers.
   * @param plugin what it is for, in the error where there is no Python to run it
   */
  request(name: string, args: Dict, plugin: string, around: Surroundings = nothingAround): Value {
    const line = blockedOn(this.#ready(plugin).begin(name, args, around, undefined));
    return this.#outcome(line, plugin, around.referred);
  }

  /**
   * Runs a filter, test or lookup: its job is suspended where it takes long.
   * @param key what the call is in its job: another one for calls whose values are kept from one attempt to the next
   */
  runPlugin(
    name: string,
    args: Dict,
    plugin: string,
    around: Surroundings = nothingAround,
    key = plugin,
  ): Value {
    const { line, referred } = this.#jobs.wait(key, () => {
      const jobs = this.#jobs.isRunning ? this.#jobs : undefined;
      const call = this.#freeTwin(plugin).begin(name, args, around, jobs);
      return mapped(call, (answer) => ({ line: answer, referred: around.referred }));
    });
    return this.#outcome(line, plugin, referred);
  }

  close(): void {
    for (const twin of this.#twins.splice(0)) {
      if (twin.isFree) twin.close();
      else twin.end();
    }
    this.#main?.close();
    this.#main = undefined;
  }

  #ready(plugin: string): HelperProcess {
    if (!this.#main || this.#main.isGone) this.#main = this.#start(plugin);
    this.#tellDirectories(this.#main, plugin);
    return this.#main;
  }

  #freeTwin(plugin: string): HelperProcess {
    const free = this.#twins.find(({ isFree }) => isFree) ?? this.#forkTwin(plugin);
    this.#tellDirectories(free, plugin);
    return free;
  }

  #forkTwin(plugin: string): HelperProcess {
    const main = this.#ready(plugin);
    const twin = withPipes((requests, replies) => {
      const args = Dict.of({ requests: requests.name, replies: replies.name });
      const line = blockedOn(main.begin('twin', args, nothingAround, undefined));
      const processId = Number(this.#outcome(line, plugin, nothingAround.referred));
      closeSync(requests.readEnd);
      closeSync(replies.writeEnd);
      return new HelperProcess(new PipeLines(replies.readEnd, requests.writeEnd), () => endGroup(processId));
    });
    twin.directories = main.directories;
    this.#twins.push(twin);
    return twin;
  }

  #tellDirectories(helper: HelperProcess, plugin: string): void {
    if (helper.directories >= this.#directories.length) return;
    const paths = this.#directories.slice(helper.directories);
    helper.directories = this.#directories.length;
    const line = blockedOn(helper.begin('directories', Dict.of({ paths }), nothingAround, undefined));
    this.#outcome(line, plugin, nothingAround.referred);
  }

  #start(plugin: string): HelperProcess {
    const { python, ansibleParent, environment, baseDirectory, verbosity, ignoresHangup } = this.#options();
    const hint = `plug-ins in Python need ansible-core for the Python of the controller: install it (pip install ansible-core), or name one with --content DIR`;
    const words = [
      join(programDirectory(), 'main.py'),
      ansibleParent,
      ...(ignoresHangup === true ? ['nohup'] : []),
    ];
    const helper = withPipes((requests, replies) => {
      const child = spawn(python, words, {
        stdio: ['ignore', 'inherit', 'inherit', requests.readEnd, replies.writeEnd],
        env: environment,
      });
      closeSync(requests.readEnd);
      closeSync(replies.writeEnd);
      // Reported below, as the end of its stream.
      child.on('error', () => undefined);
      child.unref();
      return new HelperProcess(new PipeLines(replies.readEnd, requests.writeEnd), () => child.kill());
    });
    try {
      const args = Dict.of({ directory: baseDirectory, verbosity });
      const line = blockedOn(helper.begin('start', args, nothingAround, undefined));
      this.#outcome(line, plugin, nothingAround.referred);
      return helper;
    } catch (cause) {
      helper.close();
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new MitorunError(
        'TEMPLATE',
        `The ${plugin} is a Python plug-in and ${python} cannot run it: ${reason}`,
        {
          hint,
          cause,
        },
      );
    }
  }

  #outcome(line: string, plugin: string, referred: Referred): Value {
    const message = readMessage(line);
    for (const said of readSaid(message)) this.#options().say(said);
    const changes = readEnvironment(message);
    if (changes) this.#options().changeEnvironment?.(changes);
    const fault = message.get('error');
    if (fault !== undefined) throw new PythonPluginError(plugin, readRaised(fault));
    return fromWire(message.get('result') ?? null, line, referred);
  }
}

function blockedOn(conversation: Conversation): string {
  const outcome = conversation.poll(Infinity);
  if (!outcome) throw new Error('a conversation that is waited for has no outcome');
  return resultOf(outcome);
}

function mapped<T, U>(call: PendingCall<T>, convert: (value: T) => U): PendingCall<U> {
  const converted = (outcome: Outcome<T>): Outcome<U> =>
    'error' in outcome ? outcome : { value: convert(outcome.value) };
  return {
    poll: (milliseconds) => {
      const outcome = call.poll(milliseconds);
      return outcome && converted(outcome);
    },
    outcome: async () => converted(await call.outcome()),
    cancel: () => call.cancel(),
  };
}

function endGroup(processId: number): void {
  try {
    process.kill(-processId, 'SIGTERM');
  } catch {
    // It has ended by itself.
  }
}

/** `bootstrap/controller` is beside `src/` in a checkout, and beside the bundled file in a build. */
function programDirectory(): string {
  let directory = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const program = join(directory, 'bootstrap', 'controller');
    if (existsSync(join(program, 'main.py'))) return program;
    const above = dirname(directory);
    if (above === directory) throw new Error('the directory bootstrap/controller is not beside this program');
    directory = above;
  }
}
