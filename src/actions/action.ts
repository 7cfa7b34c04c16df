import type { TargetSettingName } from '../config/settings/all.ts';
import type { CommandOutcome, CommandRun, Hop, RawOptions } from '../broker/hop.ts';
import type { Origin } from '../errors/origin.ts';
import type { Remarks } from '../events/remarks.ts';
import type { ActionEffects } from './effects.ts';
import type { Answer } from './answer.ts';
import type { PackedModule } from './module-run/pack-module.ts';
import type { Dict } from '../python/dict.ts';
import type { Value } from '../python/value.ts';
import type { Templar } from '../template/templar.ts';
import type { VariableSource } from '../template/variable-source.ts';

/** What an action says of itself. */
interface ActionTraits {
  /** Runs once for all hosts of the batch (`add_host`, `group_by` is not one of them). */
  readonly bypassHostLoop?: boolean;
  /** Runs on one host after the other, so that what it changes for all comes in the hosts' order (`group_by`). */
  readonly inHostOrder?: boolean;
  /** Whether free-form text (`_raw_params`) is an argument that this action reads itself. */
  readonly takesRawParams?: boolean;
  /** Arguments that the action renders itself (`assert: that:`), by name. */
  readonly unrenderedArguments?: ReadonlySet<string>;
  /** Templates in the names of its arguments are rendered too (`set_fact`). */
  readonly rendersArgumentNames?: boolean;
  /** Arguments that are read from vaulted values stay vaulted: they become variables (`set_fact`). */
  readonly keepsVaults?: boolean;
  /** Needs no connection to the host at all. */
  readonly isLocal?: boolean;
  /** Hands `async:` on to the module that it runs. */
  readonly supportsAsync?: boolean;
  /** False where the task is skipped in check mode. */
  readonly supportsCheckMode?: boolean;
  /** What it may change beside its target, as far as it differs from what any module may. */
  readonly effects?: Partial<ActionEffects>;
}

/**
 * An action plugin: what a task does. Takes rendered arguments; returns the result that `register` sees, and
 * remarks. Throws MitorunErrors: ACTION fails the task with the message, CONNECTION makes the host
 * unreachable.
 */
export type Action = ModuleAction | SteppingAction;

/** An action that runs one module. All that it asks the target is known before it asks. */
interface ModuleAction extends ActionTraits {
  module(context: ActionContext): ModuleStep | Promise<ModuleStep>;
}

/** An action that asks the target as it goes on. */
interface SteppingAction extends ActionTraits {
  run(context: ActionContext): Promise<Dict | Answer>;
}

/** One module for the target. */
export interface ModuleStep {
  readonly name: string;
  readonly args: Dict;
  /** What the action says of the module's answer. */
  readonly remarks?: Remarks;
}

/** Whose deprecation it is, and what goes with it. */
export interface DeprecationSource {
  readonly collection: string | undefined;
  readonly plugin: string | undefined;
  readonly date: string | undefined;
  readonly help: string | undefined;
}

/** All that an action may use. One object for each try of an item on one host. */
export interface ActionContext {
  /** `inventory_hostname`. */
  readonly host: string;
  /** The action as Ansible resolves it, `ansible.builtin.copy`. */
  readonly action: string;
  /** Rendered arguments, module defaults merged in, omitted ones dropped. A dict of this try's own. */
  readonly args: Dict;
  /** The task's arguments as the user wrote them. */
  readonly writtenArgs: Dict;
  readonly checkMode: boolean;
  readonly diffMode: boolean;
  readonly noLog: boolean;
  /** Seconds of `async:`; 0 runs the task in the foreground. */
  readonly asyncSeconds: number;
  /** `environment:` of the task, rendered and merged. */
  readonly environment: Readonly<Record<string, string>>;
  readonly origin: Origin | undefined;
  /** Where the action's name was written, if that was elsewhere than the task. */
  readonly actionOrigin?: Origin | undefined;
  readonly variables: VariableSource;
  readonly templar: Templar;
  /** The task's name as banners show it. */
  readonly taskName: string;
  /** The directory of the role that the task belongs to. */
  readonly rolePath: string | undefined;
  readonly delegatedTo: string | undefined;
  readonly delegateFacts: boolean;
  /** How the host is reached, `ssh` or `local`. */
  readonly connection: string;
  /** Verbosity of the run, 0 to 6. */
  readonly verbosity: number;
  readonly becomeUser: string | undefined;
  readonly remoteUser: string | undefined;

  /** The connected hop of this task's target (delegation and become applied). */
  hop(): Promise<Hop>;
  /** Ends mitorun's own agents in this account of the target: an account in use cannot be removed. */
  leaveAccount?(account: string): Promise<void>;
  /** As `hop`, or undefined where no Python starts on the target; warns nobody of that. */
  hopIfPython(): Promise<Hop | undefined>;
  /** Plain exec channel without Python on the target. With `terminal`, on one where this connection gives its commands one. */
  raw(command: string, options?: Omit<RawOptions, 'signal'>): Promise<CommandOutcome>;
  /** Whether `raw` gives commands a terminal. */
  readonly usesTerminal: boolean;
  /** Where files of the task may be on the target, the first choice first. */
  readonly temporaryPlaces: readonly string[];
  /** Whether the task's account may read and start what the login's account has. */
  readonly readsLoginFiles: boolean;
  /** Runs a shell command on the target through its agent. */
  command(run: CommandRun): Promise<CommandOutcome>;
  /**
   * Runs a module on the target and gives its answer (`invocation` and all). `name` may be short or full; internal arguments
   * (`_ansible_check_mode`...) are added here.
   */
  runModule(name: string, args: Dict, options?: ModuleOptions): Promise<Answer>;
  /** Connects, and makes the module ready to be sent. */
  packModule(name: string, args: Dict, options?: ModuleOptions): Promise<PackedModule>;
  /** Whether a task could name this module. */
  hasModule(name: string): boolean;
  /** What `module_defaults` say for another action than the task's. */
  moduleDefaults(action: string): Promise<Dict>;
  /** Ends the connection to the host, so that the next request makes a new one. */
  resetConnection(): Promise<void>;
  /**
   * For how many milliseconds a background job of this run is still young (StartedJobs), but no more than half the time that
   * this attempt may take; 0 for any other job.
   */
  youthLeft(jobId: string): number;
  /** Runs another action in this one's place, with these arguments (`package` → `apt`, `template` → `copy`). */
  runAction(name: string, args: Dict): Promise<Answer>;
  /**
   * Finds a file that the user named, as Ansible's search path does: role's `directory`/, role, play's `directory`/...
   * Throws ACTION with Ansible's text, naming the places, where there is none.
   */
  findFile(name: string, directory: 'files' | 'templates' | 'vars' | 'tasks'): string;
  /** A local file's bytes, decrypted where it is vaulted and `decrypt` is not false. */
  readFile(path: string, options?: { readonly decrypt?: boolean }): Buffer;
  /** Loads a user's YAML file (trusted: template text in it renders). */
  loadYaml(path: string): Value;
  /** Every directory of the search path that exists, nearest first, for `include_vars: dir=` and the like. */
  readonly searchPath: readonly string[];
  readonly playbookDirectory: string;
  setting(name: TargetSettingName): Value | undefined;
  /** Asks the person at the terminal (`pause`); undefined where there is no terminal. */
  readonly terminal: Terminal | undefined;
  /** @param origin what the warning is about, shown with its lines */
  warn(message: string, origin?: Origin): void;
  /** @param of what deprecates, where it is not ansible-core */
  deprecate(message: string, version?: string, of?: DeprecationSource): void;
  /** `display()` of Ansible: free text, from this verbosity on. */
  display(text: string, verbosity?: number): void;
  /** Aborted when the run is interrupted or the task's `timeout` has passed. */
  readonly signal: AbortSignal;
  /** The result of the last attempt, for `until`. */
  readonly attempt: number;
}

export interface ModuleOptions {
  /** Runs it in check mode too (facts, `stat`). */
  readonly ignoreCheckMode?: boolean;
  /** Runs it in the foreground although the task is asynchronous. */
  readonly foreground?: boolean;
  /** Runs it in check mode although the task isn't: it says what it would change. */
  readonly dryRun?: boolean;
  /** Ends it before the task's own signal does. */
  readonly signal?: AbortSignal;
  /**
   * The module is the whole task, so the target keeps the task's time limit, from when it starts the module.
   */
  readonly isWholeTask?: boolean;
}

/** The person at the keyboard. */
export interface Terminal {
  /** Shows `prompt` and reads one line; `hidden` does not echo. Rejects with INTERRUPTED on ^C, with END_OF_INPUT on ^D. */
  ask(prompt: string, options: { readonly hidden: boolean; readonly timeout?: number }): Promise<string>;
  /**
   * Waits until one of these keys (lower case, or ^C as `\x03`) is pressed and gives it; undefined when the time, in
   * milliseconds, is over first. Nothing is echoed.
   */
  key(
    keys: readonly string[],
    options: { readonly timeout?: number; readonly signal: AbortSignal },
  ): Promise<string | undefined>;
}
