import { settings, type TargetSettingName } from '../config/settings/all.ts';
import type { SettingTable } from '../config/settings/setting.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import type { Origin } from '../errors/origin.ts';
import type { Action, ActionContext, DeprecationSource, ModuleOptions } from '../actions/action.ts';
import { findUserFile, readUserFile } from '../actions/find-file.ts';
import { interpreterVariable } from '../actions/module-run/module-interpreter.ts';
import { runModule } from '../actions/module-run/run-module.ts';
import { normal } from '../actions/normal.ts';
import { runAction } from '../actions/run-action.ts';
import type { CommandOutcome, CommandRun, ConnectionUse, Hop, RawOptions } from '../broker/hop.ts';
import { pythonOf, type Route } from '../broker/route/route.ts';
import { withPython } from '../broker/route/with-python.ts';
import { InterpreterFailure } from '../broker/interpreter-failure.ts';
import type { Task } from '../playbook/model.ts';
import { Dict } from '../python/dict.ts';
import { OMIT } from '../python/omit.ts';
import { repr, str } from '../python/repr.ts';
import type { Value } from '../python/value.ts';
import type { Templar } from '../template/templar.ts';
import type { VariableSource } from '../template/variable-source.ts';
import { join } from 'node:path';
import type { TaskConnection } from './route/resolve-connection.ts';
import { parseBoolean, toInteger } from './conversions.ts';
import { type DiscoveryReport, discoveredFailure } from './interpreter-discovery.ts';
import { searchPath } from './magic-variables.ts';
import { moduleDefaults } from './module-defaults.ts';
import type { RunServices } from './services.ts';
import { collectionsOf } from './task-collections.ts';

/** All that distinguishes one attempt of a task from another. */
export interface AttemptFields {
  readonly services: RunServices;
  readonly task: Task;
  readonly host: string;
  readonly action: string;
  readonly args: Dict;
  readonly checkMode: boolean;
  readonly diffMode: boolean;
  readonly noLog: boolean;
  readonly asyncSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly variables: VariableSource;
  readonly templar: Templar;
  readonly connection: () => TaskConnection;
  readonly playbookDirectory: string;
  readonly signal: AbortSignal;
  /** The attempt, as a user of connections. */
  readonly use: ConnectionUse;
  readonly attempt: number;
  readonly taskName: string;
  readonly delegatedTo: string | undefined;
  readonly delegateFacts: () => boolean;
  readonly warn: (message: string, origin?: Origin, help?: string) => void;
  readonly deprecate: ActionContext['deprecate'];
  readonly discovery: DiscoveryReport;
}

/** The context of one attempt, as actions see it. */
export class AttemptContext implements ActionContext {
  readonly #fields: AttemptFields;
  readonly args: Dict;
  readonly action: string;

  constructor(fields: AttemptFields) {
    this.#fields = fields;
    this.args = fields.args;
    this.action = fields.action;
  }
  get writtenArgs(): Dict {
    return this.#fields.task.args;
  }
  get host(): string {
    return this.#fields.host;
  }
  get checkMode(): boolean {
    return this.#fields.checkMode;
  }
  get diffMode(): boolean {
    return this.#fields.diffMode;
  }
  get noLog(): boolean {
    return this.#fields.noLog;
  }
  get asyncSeconds(): number {
    return this.#fields.asyncSeconds;
  }
  get environment(): Readonly<Record<string, string>> {
    return this.#fields.environment;
  }
  get origin() {
    const { implicit, origin } = this.#fields.task;
    return implicit ? undefined : origin;
  }
  get actionOrigin() {
    const { action, origin } = this.#fields.task;
    if (typeof action !== 'string') return action.origin;
    return origin?.excerpt === undefined
      ? undefined
      : { file: "<CLI option '-m'>", line: 0, column: 0, excerpt: action };
  }
  get variables(): VariableSource {
    return this.#fields.variables;
  }
  get templar(): Templar {
    return this.#fields.templar;
  }
  get verbosity(): number {
    return this.#fields.services.options.verbosity;
  }
  get becomeUser(): string | undefined {
    return this.#fields.connection().becomeUser;
  }
  get remoteUser(): string | undefined {
    return this.#fields.connection().remoteUser;
  }
  get terminal() {
    return this.#fields.services.terminal;
  }
  get signal(): AbortSignal {
    return this.#fields.signal;
  }
  get attempt(): number {
    return this.#fields.attempt;
  }
  get playbookDirectory(): string {
    return this.#fields.playbookDirectory;
  }
  get searchPath(): readonly string[] {
    return searchPath(this.#fields.task, this.#fields.playbookDirectory);
  }

  get taskName(): string {
    return this.#fields.taskName;
  }
  get rolePath(): string | undefined {
    return this.#fields.task.role?.path;
  }
  get delegatedTo(): string | undefined {
    return this.#fields.delegatedTo;
  }
  get delegateFacts(): boolean {
    return this.#fields.delegateFacts();
  }
  get connection(): string {
    return this.#fields.connection().connection;
  }

  hasModule(name: string): boolean {
    const { services, task } = this.#fields;
    const query = { collections: collectionsOf(task), extraDirectories: this.#libraries() };
    return services.catalog.resolve(name, query) !== undefined;
  }
  async moduleDefaults(action: string): Promise<Dict> {
    const { services, task } = this.#fields;
    const { templar } = this;
    const defaults = await templar.inJob(() =>
      templar.render(moduleDefaults(task, action, templar, services)),
    );
    return defaults instanceof Dict ? defaults : new Dict();
  }
  resetConnection(): Promise<void> {
    const { services, connection } = this.#fields;
    return services.broker.reset(connection().route);
  }

  hop(): Promise<Hop> {
    return this.#hopOf(this.#fields.connection().route);
  }
  async #hopOf(route: Route): Promise<Hop> {
    try {
      return await this.#fields.services.broker.hop(route, this.#fields.use);
    } catch (error) {
      const isOwn = this.delegatedTo === undefined || this.delegateFacts;
      if (!isOwn || !(error instanceof InterpreterFailure)) throw error;
      throw await discoveredFailure(error, pythonOf(route), (command) => this.raw(command), this);
    }
  }
  leaveAccount(account: string): Promise<void> {
    const { services, connection } = this.#fields;
    return services.broker.leave(connection().route, account);
  }
  async hopIfPython(): Promise<Hop | undefined> {
    const { connection, services, use } = this.#fields;
    try {
      return await services.broker.hop(connection().route, use);
    } catch (error) {
      if (error instanceof InterpreterFailure) return undefined;
      throw error;
    }
  }
  raw(command: string, options: Omit<RawOptions, 'signal'> = {}): Promise<CommandOutcome> {
    const { services, connection, signal } = this.#fields;
    const { route, usesTerminal } = connection();
    const terminal = options.terminal === true && usesTerminal;
    return services.broker.raw(route, command, { ...options, terminal, signal });
  }
  get usesTerminal(): boolean {
    return this.#fields.connection().usesTerminal;
  }
  get readsLoginFiles(): boolean {
    return this.#fields.connection().readsLoginFiles;
  }
  get temporaryPlaces(): readonly string[] {
    return this.#fields.connection().temporaryPlaces;
  }
  async command(run: CommandRun): Promise<CommandOutcome> {
    const hop = await this.hop();
    const executable = this.#fields.connection().shell('executable');
    return hop.command({
      environment: this.environment,
      signal: this.signal,
      ...(executable === undefined || executable === '' ? {} : { executable }),
      ...run,
    });
  }

  async runModule(name: string, args: Dict, options: ModuleOptions = {}): Promise<Dict> {
    const { services, task, variables } = this.#fields;
    const hop = await this.hop();
    const { isolation, openFiles, ofTarget } = await this.templar.inJob(() => ({
      ofTarget: this.#settingsOfTarget(),
      isolation: this.#rendered(variables.get('mitogen_task_isolation')),
      openFiles: this.#openFiles(),
    }));
    const result = await runModule({
      name,
      args,
      hop,
      catalog: services.catalog,
      collections: collectionsOf(task),
      libraries: this.#libraries(),
      moduleUtils: this.#pluginDirectories().map((path) => join(path, 'module_utils')),
      checkMode: (this.checkMode && options.ignoreCheckMode !== true) || options.dryRun === true,
      diffMode: this.diffMode,
      noLog: this.noLog,
      verbosity: this.verbosity,
      environment: this.environment,
      asyncSeconds: options.foreground === true ? 0 : this.asyncSeconds,
      isolation: isolation === undefined ? undefined : str(isolation),
      openFiles,
      temporaryPlaces: this.temporaryPlaces,
      interpreter: (named) => this.#interpreter(named),
      hopOf: (interpreter) => this.#hopOf(withPython(this.#fields.connection().route, { interpreter })),
      setting: (setting) => ofTarget.get(setting) ?? this.setting(setting),
      signal: options.signal ? AbortSignal.any([this.signal, options.signal]) : this.signal,
      origin: this.origin,
      warn: (message) => this.warn(message),
    });
    this.#reportDiscovery(hop, result);
    return result;
  }

  async runAction(name: string, args: Dict): Promise<Dict> {
    const action: Action =
      (await this.#fields.services.actions.find(name, collectionsOf(this.#fields.task))) ?? normal;
    return runAction(action, new AttemptContext({ ...this.#fields, action: name, args }));
  }
  /** For asking about the job that this attempt has started. Its answer repeats no discovered interpreter. */
  forJobStatus(args: Dict): AttemptContext {
    const action = 'ansible.legacy.async_status';
    const use = { ended: this.#fields.use.ended };
    return new AttemptContext({ ...this.#fields, action, args, use, asyncSeconds: 0 });
  }

  findFile(name: string, directory: 'files' | 'templates' | 'vars' | 'tasks'): string {
    return findUserFile(name, directory, this.searchPath, this.origin);
  }
  readFile(path: string, options: { readonly decrypt?: boolean } = {}): Buffer {
    const content = readUserFile(path, this.origin);
    return options.decrypt === false ? content : this.#fields.services.lookups.decrypt(content, path);
  }
  loadYaml(path: string): Value {
    return this.#fields.services.playbooks.files.load(path);
  }
  /** A setting, or what the target's own variables make of it. */
  setting(name: TargetSettingName): Value | undefined {
    const { connection, services } = this.#fields;
    if (name === 'DEFAULT_REMOTE_TMP') return connection().shell('remote_tmp');
    if (name === 'DEFAULT_ASYNC_DIR') return connection().shell('async_dir');
    const own = name === 'DEFAULT_EXECUTABLE' ? connection().shell('executable') : undefined;
    return own ?? services.setting(name);
  }
  warn(message: string, origin?: Origin, help?: string): void {
    this.#fields.warn(message, origin, help);
  }
  deprecate(message: string, version?: string, of?: DeprecationSource): void {
    this.#fields.deprecate(message, version, of);
  }
  display(text: string, verbosity = 0): void {
    this.#fields.services.emit({ kind: 'message', text, verbosity });
  }

  #rendered(written: Value | undefined): Value | undefined {
    return written === undefined ? undefined : this.templar.render(written);
  }

  /** What the target's variables have in place of the program that runs a module; nothing and an omitted value are nothing. */
  async #interpreter(named: string): Promise<string | undefined> {
    const variable = interpreterVariable(named);
    const written = variable === undefined ? undefined : this.#fields.variables.get(variable);
    if (written === undefined) return undefined;
    const value = await this.templar.inJob(() => this.templar.render(written));
    return value === OMIT || value === null ? undefined : str(value).trim() || undefined;
  }

  /** Settings of modules that the target's variables change. */
  #settingsOfTarget(): ReadonlyMap<string, Value> {
    const found = new Map<string, Value>();
    for (const { name, variable, type } of settingsOfModules) {
      const value = this.#rendered(this.#fields.variables.get(variable));
      if (value === undefined || value === OMIT) continue;
      found.set(name, type === 'boolean' ? (parseBoolean(value) ?? false) : value);
    }
    return found;
  }

  #openFiles(): number {
    const own = this.#rendered(this.#fields.variables.get('ansible_python_module_rlimit_nofile'));
    const wanted = own ?? this.setting('PYTHON_MODULE_RLIMIT_NOFILE') ?? 0;
    const limit = wanted === OMIT ? 0 : toInteger(wanted);
    if (limit !== undefined) return limit;
    throw new MitorunError('ACTION', `invalid literal for int() with base 10: ${repr(wanted)}`, {
      origin: this.origin,
    });
  }
  #libraries(): string[] {
    return this.#pluginDirectories().map((path) => join(path, 'library'));
  }
  /** In the order in which they came, whichever role asks: the first one that has a module wins. */
  #pluginDirectories(): string[] {
    const { playbookDirectory, services } = this.#fields;
    return [...new Set([playbookDirectory, ...services.pluginDirectories])];
  }

  #reportDiscovery(hop: Hop, result: Dict): void {
    const { services, discovery, use } = this.#fields;
    if (hop.target.discovery === 'given') return;
    if (services.memory.facts(this.host).has('discovered_interpreter_python')) return;
    discovery.addTo(result, { hop, use, listener: this });
  }
}

const settingsOfModules = Object.entries(settings as SettingTable).flatMap(([name, { variable, type }]) =>
  variable === undefined ? [] : [{ name, variable, type }],
);
