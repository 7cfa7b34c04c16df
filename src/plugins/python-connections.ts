import type { ActionContext } from '../actions/action.ts';
import type { Answer } from '../actions/answer.ts';
import { ActionFailure } from '../actions/action-failure.ts';
import type {
  ConnectionSurroundings,
  ForeignConnection,
  ForeignConnections,
  ForeignTask,
} from '../actions/foreign-connection.ts';
import { readNotices } from '../actions/module-run/read-notices.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import { Dict } from '../python/dict.ts';
import { isTruthy } from '../python/truth.ts';
import type { Value } from '../python/value.ts';
import type { ActionSessions } from './action-sessions.ts';
import type { PluginDirectories } from './plugin-directories.ts';
import type { PluginSession } from './plugin-session.ts';
import { ownValues, taskMembers, tell } from './plugin-surroundings.ts';
import type { PythonHelper } from './python-helper.ts';
import { pythonAnswer } from './python-answer.ts';
import { PythonPluginError } from './python-plugin-error.ts';
import { SharedDicts } from './shared-dicts.ts';
import { toWire } from './helper-values.ts';

interface PythonConnectionsOptions {
  readonly helper: PythonHelper;
  readonly sessions: ActionSessions;
  readonly directories: PluginDirectories;
  /** Of the command line, by the names that Ansible has for them (`context.CLIARGS`). */
  readonly commandLine: Dict;
}

/**
 * Connection and become plug-ins in Python: the whole task runs there, with Ansible's action and the plug-ins' own
 * options. Each task of a host has a process of its own, forked from the helper, so that none waits for another.
 */
export class PythonConnections implements ForeignConnections {
  readonly #options: PythonConnectionsOptions;
  constructor(options: PythonConnectionsOptions) {
    this.#options = options;
  }
  overrides(name: string): boolean {
    return this.#options.directories.hasFile('connection', `${name}.py`);
  }
  open(): ForeignConnection {
    return new PythonConnection(this.#options);
  }
}

class PythonConnection implements ForeignConnection {
  readonly #options: PythonConnectionsOptions;
  #session: PluginSession | undefined;

  constructor(options: PythonConnectionsOptions) {
    this.#options = options;
  }

  async run(context: ActionContext, task: ForeignTask): Promise<Answer> {
    const members = taskMembers(context);
    const outcome = await this.#request('run', members, context, task);
    const result = outcome instanceof Dict ? outcome.get('result') : undefined;
    // Where the plug-in raised to be skipped there is the result alone.
    if (!(outcome instanceof Dict)) throw new ActionFailure('The action gave no dictionary as its result.');
    if (!(result instanceof Dict)) return pythonAnswer(outcome);
    const failures = result.get('failed_modules');
    for (const part of failures instanceof Dict ? failures.values() : [])
      if (part instanceof Dict) readNotices(part);
    const notices = readNotices(result);
    const { data, remarks } = pythonAnswer(result);
    const failedInModule = outcome.get('is_of_module') === true && isTruthy(data.get('failed') ?? false);
    return { data, remarks: { ...remarks, ...notices, ...(failedInModule && { failedInModule }) } };
  }

  async reset(surroundings: ConnectionSurroundings, task: ForeignTask): Promise<void> {
    const members = {
      action: 'meta',
      args: Dict.of({ _raw_params: 'reset_connection' }),
      name: '',
      async: 0,
      check_mode: false,
      diff: false,
      no_log: false,
      delegate_to: null,
      environment: new Dict(),
      search_path: [],
      role_path: null,
      playbook_directory: surroundings.templar.lookups.baseDirectory,
    };
    await this.#request('reset', members, surroundings, task);
  }

  close(): void {
    this.#session?.close();
    this.#session = undefined;
  }

  async #request(
    request: string,
    members: Record<string, Value>,
    surroundings: ConnectionSurroundings,
    task: ForeignTask,
  ): Promise<Value> {
    try {
      this.#session ??= await this.#open(surroundings, task);
      const description = { ...members, ...connectionMembers(task, this.#options.commandLine) };
      this.#session.send(Dict.of({ request, task: toWire(Dict.of(description)) }));
      const questions = ownValues(surroundings, new SharedDicts(surroundings.variables));
      return await this.#session.outcome(questions, surroundings.signal, (said) => tell(surroundings, said));
    } catch (error) {
      const raised = error instanceof ActionFailure ? error.cause : error;
      if (!(raised instanceof PythonPluginError)) {
        this.close();
        throw error;
      }
      surroundings.display(raised.raised.traceback, 3);
      if (error instanceof ActionFailure) throw error;
      throw new MitorunError(raised.raised.unreachable ? 'CONNECTION' : 'ACTION', raised.message);
    }
  }

  #open({ signal }: ConnectionSurroundings, { missing }: ForeignTask): Promise<PluginSession> {
    const { helper, sessions } = this.#options;
    const start = (address: string, token: string): number =>
      Number(helper.request('connected_tasks', Dict.of({ address, token }), missing));
    return sessions.open(start, signal);
  }
}

/** What connected_tasks.py makes the connection from. */
function connectionMembers(task: ForeignTask, commandLine: Dict): Record<string, Value> {
  return {
    host: task.host,
    address: task.address,
    connection: task.connection,
    keywords: task.keywords,
    collections: [...task.collections],
    module_defaults: [...task.moduleDefaults],
    computed_variables: [...task.computedVariables],
    passwords: Dict.of({
      conn_pass: task.passwords.connection ?? '',
      become_pass: task.passwords.become ?? '',
    }),
    command_line: commandLine,
  };
}
