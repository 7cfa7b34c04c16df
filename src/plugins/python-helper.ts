import { spawn } from 'node:child_process';
import { closeSync, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MitorunError } from '../errors/mitorun-error.ts';
import { Dict } from '../python/dict.ts';
import { dumpJson } from '../python/json/dump.ts';
import { str } from '../python/repr.ts';
import type { Value } from '../python/value.ts';
import { UndefinedUse } from '../template/undefined.ts';
import { BlockingLines, openPipes } from './blocking-pipes.ts';
import { readRaised, readSaid, type Said } from './helper-messages.ts';
import { PythonPluginError } from './python-plugin-error.ts';
import { fromWire, readMessage, type Referred } from './wire-values.ts';

export interface PythonHelperOptions {
  /** The Python that runs the plug-ins, and the directory that holds its `ansible` package. */
  readonly python: string;
  readonly ansibleParent: string;
  /** The environment of the helper, with what tells ansible-core of its configuration file and collections. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Relative names of plug-ins' own files start here. */
  readonly baseDirectory: string;
  readonly verbosity: number;
  /** What plug-ins tell Ansible's Display. */
  readonly say: (said: Said) => void;
}

/** What the helper may ask while it works on a request. */
export type Callbacks = Readonly<Record<string, (args: Dict) => Value>>;

interface Surroundings {
  readonly callbacks: Callbacks;
  readonly referred: Referred;
}

const nothingAround: Surroundings = {
  callbacks: {},
  referred: () => null,
};

/**
 * The one Python process on the controller that runs the user's plug-ins: started by the first request, ended by
 * `close` or with this process. Requests block, because templates are synchronous. Throws MitorunError TEMPLATE where
 * Python or its ansible-core is missing, PythonPluginError for what the plug-in raises.
 */
export class PythonHelper {
  readonly #options: () => PythonHelperOptions;
  #lines: BlockingLines | undefined;
  #directories: readonly string[] = [];
  #addedDirectories = 0;

  /** @param options asked for when Python is first needed */
  constructor(options: () => PythonHelperOptions) {
    this.#options = options;
  }

  get isStarted(): boolean {
    return this.#lines !== undefined;
  }

  /** All directories whose `filter_plugins/` and the like count, in order; only ever more. */
  useDirectories(directories: readonly string[]): void {
    this.#directories = directories;
  }

  /** @param plugin what it is for, in the error where there is no Python to run it */
  request(name: string, args: Dict, plugin: string, around: Surroundings = nothingAround): Value {
    if (!this.#lines) this.#start(plugin);
    if (this.#addedDirectories < this.#directories.length) {
      const paths = this.#directories.slice(this.#addedDirectories);
      this.#addedDirectories = this.#directories.length;
      this.#exchange('directories', Dict.of({ paths }), plugin, nothingAround);
    }
    return this.#exchange(name, args, plugin, around);
  }

  close(): void {
    this.#lines?.close();
    this.#lines = undefined;
    this.#addedDirectories = 0;
  }

  #start(plugin: string): void {
    const { python, ansibleParent, environment, baseDirectory, verbosity } = this.#options();
    const hint = `plug-ins in Python need ansible-core for the Python of the controller: install it (pip install ansible-core), or name one with --content DIR`;
    const [requests, replies] = openPipes();
    const child = spawn(python, [join(programDirectory(), 'main.py'), ansibleParent], {
      stdio: ['ignore', 'inherit', 'inherit', requests.readEnd, replies.writeEnd],
      env: environment,
    });
    closeSync(requests.readEnd);
    closeSync(replies.writeEnd);
    // Reported below, as the end of its stream.
    child.on('error', () => undefined);
    child.unref();
    this.#lines = new BlockingLines(replies.readEnd, requests.writeEnd);
    try {
      this.#exchange('start', Dict.of({ directory: baseDirectory, verbosity }), plugin, nothingAround);
    } catch (cause) {
      this.close();
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

  #exchange(name: string, args: Dict, plugin: string, around: Surroundings): Value {
    const lines = this.#lines;
    if (!lines) throw new Error('the Python helper was not started');
    const send = (message: Record<string, Value>): void => {
      const line = dumpJson(Dict.of(message));
      try {
        lines.write(line);
      } catch (cause) {
        throw this.#ended(cause);
      }
    };
    send({ request: name, arguments: args });
    for (;;) {
      const line = lines.read();
      if (line === undefined) throw this.#ended();
      const message = readMessage(line);
      if (!message.has('call')) return this.#outcome(message, line, plugin, around);
      send(answer(message, line, around));
    }
  }

  #outcome(message: Dict, line: string, plugin: string, { referred }: Surroundings): Value {
    for (const said of readSaid(message)) this.#options().say(said);
    const fault = message.get('error');
    if (fault !== undefined) throw new PythonPluginError(plugin, readRaised(fault));
    return fromWire(message.get('result') ?? null, line, referred);
  }

  #ended(cause?: unknown): MitorunError {
    this.close();
    return new MitorunError('TEMPLATE', 'The Python process that runs plug-ins ended unexpectedly.', {
      cause,
    });
  }
}

function answer(message: Dict, line: string, { callbacks, referred }: Surroundings): Record<string, Value> {
  const callback = callbacks[str(message.get('call') ?? '')];
  if (!callback) return { error: 'not available to this plug-in' };
  try {
    return { value: callback(fromWire(message.get('arguments') ?? null, line, referred) as Dict) };
  } catch (error) {
    if (error instanceof MitorunError || error instanceof UndefinedUse) return { error: error.message };
    throw error;
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
