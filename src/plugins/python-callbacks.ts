import { MitorunError } from '../errors/mitorun-error.ts';
import type { RunEvent } from '../events/run-event.ts';
import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import type { Value } from '../python/value.ts';
import { callbackEvent, callbackMethod } from './callback-events.ts';
import type { PluginDirectories } from './plugin-directories.ts';
import type { Callbacks } from './conversation.ts';
import type { PythonHelper } from './python-helper.ts';
import { PythonPluginError } from './python-plugin-error.ts';
import { toWire } from './helper-values.ts';

/** Which callback plug-ins a run has. */
export interface CallbackChoice {
  /** The plug-in in Python that writes to the screen; undefined where mitorun's own does. */
  readonly stdout: string | undefined;
  /** CALLBACKS_ENABLED: those that ask to be enabled, and those of collections. */
  readonly enabled: readonly string[];
  /** Whether others than the stdout callback run at all. */
  readonly additional: boolean;
  /** Of the command line, by the names that Ansible has for them (`context.CLIARGS`). */
  readonly arguments: Dict;
  /** A playbook's relative name starts here. */
  readonly workingDirectory: string;
}

interface PythonCallbacksOptions {
  readonly helper: PythonHelper;
  readonly directories: PluginDirectories;
  readonly choice: CallbackChoice;
  readonly warn: (message: string) => void;
  /** Variables and group names of a host of the inventory. */
  readonly host: (name: string) => { readonly variables: Dict; readonly groups: readonly string[] };
  /** All variables that a host has by now as they were written; without a host, the extra variables. */
  readonly variables: (host: string | undefined) => Dict;
}

/**
 * Callback plug-ins in Python. Sends them a run's events one by one, and waits each time until all plug-ins
 * have handled the event. As in Ansible, loads them when the first playbook has been read. Starts Python only
 * where the user has callback plug-ins.
 */
export class PythonCallbacks {
  readonly #options: PythonCallbacksOptions;
  readonly #answers: Callbacks;
  #isLoaded = false;
  /** Methods that some plug-in has; undefined where some listen to everything. */
  #wanted: ReadonlySet<string> | undefined = new Set();

  constructor(options: PythonCallbacksOptions) {
    this.#options = options;
    this.#answers = {
      host: (args) => {
        const { variables, groups } = options.host(str(args.get('name') ?? ''));
        return Dict.of({ vars: toWire(variables), groups: [...groups] });
      },
      variables: (args) => {
        const host = args.get('host') ?? null;
        return toWire(options.variables(host === null ? undefined : str(host)));
      },
    };
  }

  /** Throws MitorunError where the stdout callback cannot be loaded; any other plug-in that fails is warned of. */
  handle(event: RunEvent): void {
    const method = callbackMethod(event);
    if (method === undefined) return;
    if (!this.#isLoaded) this.#load();
    if (this.#wanted && !this.#wanted.has(method)) return;
    let described: Dict;
    try {
      described = callbackEvent(event, method, this.#options.choice.workingDirectory);
    } catch (error) {
      // A value that cannot be sent to Python costs this one event.
      const reason = error instanceof Error ? error.message : String(error);
      this.#options.warn(`Callback plugins were not told of '${method}': ${reason}`);
      return;
    }
    try {
      this.#request('callback', { event: described });
    } catch (error) {
      this.#giveUp(error);
    }
  }

  /** Ends the plug-ins: runs now what they have registered for the end of the program. */
  close(): void {
    if (!this.#isLoaded || this.#wanted?.size === 0 || !this.#options.helper.isStarted) return;
    try {
      this.#request('callbacks_end', {});
    } catch (error) {
      this.#giveUp(error);
    }
  }

  /**
   * Stops sending events where Python has ended; the run goes on. Exceptions of plug-ins have become warnings
   * already, except a failed assertion, which ends the run under Ansible too.
   */
  #giveUp(error: unknown): void {
    if (error instanceof PythonPluginError) throw new Error(error.raised.message, { cause: error });
    if (!(error instanceof MitorunError)) throw error;
    this.#wanted = new Set();
    this.#options.warn(`Callback plugins are told no more of this run: ${error.message}`);
  }

  #load(): void {
    this.#isLoaded = true;
    const { choice, directories, warn } = this.#options;
    const { stdout, additional, enabled } = choice;
    const others = additional && (enabled.length > 0 || directories.hasFiles('callback'));
    if (stdout === undefined && !others) return;
    try {
      const wanted = this.#request('callbacks', {
        stdout: stdout ?? null,
        additional,
        arguments: choice.arguments,
      });
      this.#wanted = Array.isArray(wanted) ? new Set(wanted.map((name) => str(name))) : undefined;
    } catch (error) {
      const fault = error instanceof PythonPluginError ? new MitorunError('CONTENT', error.message) : error;
      if (stdout !== undefined || !(fault instanceof MitorunError)) throw fault;
      warn(`Callback plugins were not loaded: ${fault.message}`);
    }
  }

  #request(name: string, args: Record<string, Value>): Value {
    const { helper } = this.#options;
    return helper.request(name, Dict.of(args), 'callback plugin', {
      callbacks: this.#answers,
      referred: () => null,
    });
  }
}
