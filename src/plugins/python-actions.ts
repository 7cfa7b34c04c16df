import { builtinNames } from '../parsing/builtin-name.ts';
import { readFileSync } from 'node:fs';
import type { Action, ActionContext } from '../actions/action.ts';
import type { Answer } from '../actions/answer.ts';
import { ActionFailure, UnsentResult } from '../actions/action-failure.ts';
import { receiveFile } from '../actions/transfer/receive-file.ts';
import type { ModuleCatalog } from '../modules/catalog.ts';
import type { ResolvedPlugin } from '../modules/plugin-search.ts';
import { Bytes } from '../python/bytes.ts';
import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import type { Value } from '../python/value.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import type { ActionSessions } from './action-sessions.ts';
import type { PluginDirectories } from './plugin-directories.ts';
import type { AsyncCallbacks, PluginSession } from './plugin-session.ts';
import type { PythonHelper } from './python-helper.ts';
import { bytes, ownValues, taskMembers, tell } from './plugin-surroundings.ts';
import { PythonAnswers } from './python-answer.ts';
import { PythonPluginError } from './python-plugin-error.ts';
import { SharedDicts } from './shared-dicts.ts';
import { toWire } from './helper-values.ts';

/** What may have free text for arguments, whoever's plug-in runs it. */
const rawActions: ReadonlySet<string> = new Set([
  ...builtinNames([
    'command',
    'include_vars',
    'raw',
    'script',
    'set_fact',
    'shell',
    'win_command',
    'win_shell',
  ]),
  ...builtinNames(['add_host', 'group_by']),
  'ansible.windows.win_command',
  'ansible.windows.win_shell',
]);

/** What runs action plug-ins written in Python. */
export interface PythonActionsOptions {
  readonly helper: PythonHelper;
  readonly sessions: ActionSessions;
  readonly catalog: ModuleCatalog;
  readonly directories: PluginDirectories;
  /** NETWORK_GROUP_MODULES: prefixes of modules that share the action plug-in of that name. */
  readonly groupPrefixes: readonly string[];
}

interface GroupQuery {
  readonly collections: readonly string[];
  readonly actionDirectories: readonly string[];
}

/**
 * Actions in Python, for names that mitorun has no action of its own for and those that the user's own plug-ins
 * override. Each runs in a process forked from the helper, and asks back for all that concerns the target.
 */
export class PythonActions {
  readonly #options: PythonActionsOptions;
  constructor(options: PythonActionsOptions) {
    this.#options = options;
  }

  /** The Python action that a task means by this name; undefined where mitorun's own, or a module, is meant. */
  find(name: string, hasOwn: boolean, collections: readonly string[]): Action | undefined {
    const { catalog, directories } = this.#options;
    const query = { collections: [...collections], actionDirectories: directories.of('action') };
    const resolved = catalog.resolveAction(name, query);
    const action = resolved?.action ?? this.#groupAction(resolved?.name ?? name, query);
    if (!action || action.name === 'ansible.builtin.normal') return undefined;
    if (hasOwn && action.collection === 'ansible.builtin') return undefined;
    const source = readFileSync(action.path, 'latin1');
    const says = (attribute: string): boolean =>
      new RegExp(`^\\s+${attribute}\\s*=\\s*True\\b`, 'm').test(source);
    return {
      bypassHostLoop: says('BYPASS_HOST_LOOP'),
      takesRawParams: says('supports_raw_params') || rawActions.has(resolved?.name ?? action.name),
      supportsAsync: true,
      run: (context) => this.#run(action.name, context),
    };
  }

  /** `ns.coll.vyos` for `ns.coll.vyos_command`, as `executor/task_executor.py` chooses it (ansible 2.19). */
  #groupAction(name: string, { collections, actionDirectories }: GroupQuery): ResolvedPlugin | undefined {
    const [, collection = '', prefix = ''] = /^(.*\.)?([^._]*)[^.]*$/.exec(name) ?? [];
    if (!this.#options.groupPrefixes.includes(prefix)) return undefined;
    return this.#options.catalog.resolvePlugin('action', `${collection}${prefix}`, {
      collections,
      extraDirectories: actionDirectories,
    });
  }

  async #run(name: string, context: ActionContext): Promise<Answer> {
    const { helper, sessions } = this.#options;
    const start = (address: string, token: string): number => {
      const description = toWire(describeTask(name, context));
      return Number(helper.request('action', Dict.of({ address, token, description }), `action '${name}'`));
    };
    const answers = new PythonAnswers();
    let session: PluginSession | undefined;
    try {
      session = await sessions.open(start, context.signal);
      const callbacks = callbacksOf(context, new SharedDicts(context.variables), answers);
      const result = await session.outcome(callbacks, context.signal, (said) => tell(context, said));
      // What Python says of the first look into it.
      if (result === null)
        throw new MitorunError('ACTION', "argument of type 'NoneType' is not iterable", {
          origin: context.origin,
        });
      if (!(result instanceof Dict))
        throw new ActionFailure(`The action plugin ${name} gave no dictionary as its result.`);
      return answers.receive(result);
    } catch (error) {
      if (!(error instanceof PythonPluginError)) throw error;
      if (error.raised.type === 'ResultNotSent') throw new UnsentResult(error.message);
      context.display(error.raised.traceback, 3);
      throw new MitorunError(error.raised.unreachable ? 'CONNECTION' : 'ACTION', error.message, {
        origin: context.origin,
      });
    } finally {
      session?.close();
    }
  }
}

/** What stand_ins.py makes the task, play context and connection from. */
function describeTask(name: string, context: ActionContext): Dict {
  const address = context.templar.variable('ansible_host') ?? context.delegatedTo ?? context.host;
  return Dict.of({
    ...taskMembers(context),
    handler: name,
    connection: context.connection,
    address: str(address),
    remote_user: context.remoteUser ?? null,
    become_user: context.becomeUser ?? null,
  });
}

/** What a plug-in asks of the task that it carries out. */
function callbacksOf(context: ActionContext, shared: SharedDicts, answers: PythonAnswers): AsyncCallbacks {
  const text = (args: Dict, key: string): string => str(args.get(key) ?? '');
  return {
    ...ownValues(context, shared),
    reset: async () => {
      await context.resetConnection();
      return null;
    },
    command: async (args) => {
      const stdin = args.get('stdin');
      const command = text(args, 'command');
      const { rc, stdout, stderr } =
        args.get('terminal') === true && context.usesTerminal
          ? await context.raw(command, { terminal: true })
          : await context.command({
              command,
              ...(stdin instanceof Bytes ? { stdin: Buffer.from(stdin.data) } : {}),
            });
      return Dict.of({ rc, stdout: bytes(stdout), stderr: bytes(stderr) });
    },
    put_file: async (args) => {
      const hop = await context.hop();
      await hop.putFile({ localPath: text(args, 'source') }, text(args, 'destination'));
      return null;
    },
    fetch_file: async (args) => {
      await receiveFile(await context.hop(), text(args, 'source'), text(args, 'destination'));
      return null;
    },
    temporary_directory: async () => {
      const hop = await context.hop();
      return hop.temporaryDirectory(context.temporaryPlaces);
    },
    remove: async (args) => {
      const hop = await context.hop();
      await hop.remove(text(args, 'path'));
      return null;
    },
    run_module: (args) => runModule(context, args, answers),
  };
}

async function runModule(context: ActionContext, args: Dict, answers: PythonAnswers): Promise<Value> {
  const given = args.get('args');
  const asked = {
    foreground: args.get('background') !== true,
    ...(context.checkMode && args.get('check_mode') === false ? { ignoreCheckMode: true } : {}),
    ...(!context.checkMode && args.get('check_mode') === true ? { dryRun: true } : {}),
  };
  try {
    const answer = await context.runModule(
      str(args.get('name') ?? ''),
      given instanceof Dict ? given.copy() : new Dict(),
      asked,
    );
    return toWire(answers.send(answer));
  } catch (error) {
    if (error instanceof MitorunError && error.code === 'CONNECTION')
      return Dict.of({ unreachable: true, msg: error.message });
    throw error;
  }
}
