import type { TargetSettingName } from '../../config/settings/all.ts';
import type { Origin } from '../../errors/origin.ts';
import type { Action, ActionContext, DeprecationSource, ModuleOptions } from '../../actions/action.ts';
import type { Answer } from '../../actions/answer.ts';
import { findUserFile, readUserFile } from '../../actions/find-file.ts';
import { normal } from '../../actions/normal.ts';
import { runAction } from '../../actions/run-action.ts';
import { packModule, type PackedModule } from '../../actions/module-run/pack-module.ts';
import type { CommandOutcome, CommandRun, Hop, RawOptions } from '../../broker/hop.ts';
import { InterpreterFailure } from '../../broker/interpreter-failure.ts';
import { pythonOf, type Route } from '../../broker/route/route.ts';
import { withPython } from '../../broker/route/with-python.ts';
import { Dict } from '../../python/dict.ts';
import type { Value } from '../../python/value.ts';
import type { Templar } from '../../template/templar.ts';
import type { VariableSource } from '../../template/variable-source.ts';
import { str } from '../../python/repr.ts';
import { discoveredFailure } from '../interpreter-discovery.ts';
import { searchPath } from '../magic-variables.ts';
import { moduleDefaults } from '../module-defaults.ts';
import { collectionsOf } from '../task-collections.ts';
import { libraries, moduleCall } from './module-call.ts';
import type { TryFields } from './try-fields.ts';

/** The context of one try, as actions see it. */
export class TryContext implements ActionContext {
  readonly #fields: TryFields;
  readonly args: Dict;
  readonly action: string;

  constructor(fields: TryFields) {
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
    const query = { collections: collectionsOf(task), extraDirectories: libraries(this.#fields) };
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
    const { services, connection, use } = this.#fields;
    return services.broker.reset(connection().route, use.span);
  }

  youthLeft(jobId: string): number {
    const left = this.#fields.services.startedJobs.youthLeft(jobId);
    const half = this.#fields.timeout * 500;
    return half > 0 ? Math.min(half, left) : left;
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
    const { services, connection, use } = this.#fields;
    return services.broker.leave(connection().route, account, use.span);
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
    const { route, usesTerminal, keepsPreamble } = connection();
    const isOfUser = options.terminal === true;
    const terminal = isOfUser && usesTerminal;
    const preamble = isOfUser && keepsPreamble ? { keepsPreamble } : {};
    const { span } = this.#fields.use;
    return services.broker.raw(route, command, { ...options, ...preamble, terminal, signal, span });
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

  /** Connects, and makes a module ready to be sent. */
  async packModule(name: string, args: Dict, options: ModuleOptions = {}): Promise<PackedModule> {
    const hop = await this.hop();
    const call = await moduleCall(this.#fields, this, {
      name,
      args,
      options,
      hop,
      hopOf: (interpreter) => this.#hopOf(withPython(this.#fields.connection().route, { interpreter })),
    });
    const packed = await packModule(call);
    return {
      submit: async () => {
        const answer = await packed.submit();
        const jobId = call.asyncSeconds > 0 ? answer.data.get('ansible_job_id') : undefined;
        if (jobId !== undefined) this.#fields.services.startedJobs.add(str(jobId));
        this.#reportDiscovery(hop, answer.data);
        return answer;
      },
    };
  }
  async runModule(name: string, args: Dict, options: ModuleOptions = {}): Promise<Answer> {
    const packed = await this.packModule(name, args, options);
    return packed.submit();
  }
  async runAction(name: string, args: Dict): Promise<Answer> {
    const action: Action =
      (await this.#fields.services.actions.find(name, collectionsOf(this.#fields.task))) ?? normal;
    return runAction(action, new TryContext({ ...this.#fields, action: name, args }));
  }
  /**
   * For asking about the job that this try has started. Its answer repeats no discovered interpreter, and the task's time limit
   * is over with the start of the job.
   */
  forJobStatus(args: Dict): TryContext {
    const action = 'ansible.legacy.async_status';
    // Another one, for it has its own place in the order of what is asked again.
    const use = { ...this.#fields.use };
    const { signal } = this.#fields.services;
    return new TryContext({ ...this.#fields, action, args, use, signal, timeout: 0, asyncSeconds: 0 });
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
    const { services, use } = this.#fields;
    services.emit({ kind: 'message', text, verbosity }, use.span);
  }

  #reportDiscovery(hop: Hop, result: Dict): void {
    const { services, discovery, use } = this.#fields;
    if (hop.target.discovery === 'given') return;
    if (services.memory.facts(this.host).has('discovered_interpreter_python')) return;
    discovery.addTo(result, { hop, use, listener: this });
  }
}
