import { join, resolve } from 'node:path';
import { expandPath } from '../config/expand-path.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import type { RunEvent } from '../events/run-event.ts';
import { unlessAborted } from '../executor/unless-aborted.ts';
import type { InventoryHost } from '../inventory/hosts-and-groups.ts';
import { targetHosts } from '../inventory/target-hosts.ts';
import { loadPlay } from '../playbook/load-play.ts';
import type { CallbackChoice } from '../plugins/python-callbacks.ts';
import { runPlaybooks } from '../strategy/run-playbooks.ts';
import { Dict } from '../python/dict.ts';
import { loadYaml } from '../yaml/load.ts';
import { type AdhocTask, adhocPlay, checkAdhocTask } from './adhoc-play.ts';
import { assembleRun } from './assemble-run.ts';
import { asksPython, callbackChoice, type OwnCallback, ownCallback } from './callback-choice.ts';
import { commonSetup, type CommonSetup } from './common-setup.ts';
import { debuggerSettings } from './debug-console.ts';
import { interruptedExit } from './exit-code.ts';
import type { ParsedOptions } from './options/option.ts';
import { parseOptions } from './options/parse.ts';
import { adhocOptions } from './options/tables.ts';
import { outputOf } from './output-setup.ts';
import type { ProcessEdge } from './process-edge.ts';
import { resultFiles } from './result-files.ts';
import { runPlan } from './run-plan.ts';
import { surroundingsOf } from './surroundings.ts';

/** `ansible`: runs one module on the hosts of a pattern and gives the exit code. */
export async function adhocProgram(edge: ProcessEdge, signal: AbortSignal): Promise<number> {
  const options = parseOptions(adhocOptions, edge.argv);
  const [pattern, ...more] = options.positional;
  if (pattern === undefined)
    throw new MitorunError('ARGUMENTS', 'the following arguments are required: pattern');
  if (more.length > 0) throw new MitorunError('ARGUMENTS', `unrecognized arguments: ${more.join(' ')}`);
  const setup = await commonSetup(edge, options, { asksPasswords: true });
  const task = adhocTask(pattern, options, setup);
  const given = playbookDirectory(edge, options, setup);
  const baseDirectory = given ?? edge.cwd;
  const callbacks = adhocCallbacks(edge, options, setup, given);
  const emit = subscribers(edge, options, setup, callbacks);
  signal.throwIfAborted();
  const { services, close } = await assembleRun(
    runPlan(edge, options, setup, {
      baseDirectory,
      playbookDirectories: [baseDirectory],
      emit,
      callbacks: callbacks.python,
      signal,
    }),
  );
  try {
    if (given !== undefined) services.playbooks.addPluginDirectory?.(given);
    const hosts = matchingHosts(pattern, options, setup, () =>
      targetHosts(services.inventory, {
        pattern,
        limit: options.text('limit'),
        localhostWarning: setup.config.get('LOCALHOST_WARNING'),
      }),
    );
    if (options.flag('list-hosts')) {
      setup.display.show(
        [`  hosts (${hosts.length}):`, ...hosts.map((host) => `    ${host.name}`)].join('\n'),
      );
      return 0;
    }
    checkAdhocTask(task);
    const file = join(baseDirectory, '__adhoc_playbook__');
    const place = { file, collection: undefined, imports: { vars: [], when: [], tags: [] } };
    const play = loadPlay(adhocPlay(task), place, services.playbooks);
    const running = runPlaybooks(services, [{ path: file, plays: [play], isAdhoc: true }], {
      promptVars: async () => new Dict(),
      onFailedHosts: () => undefined,
      confirmStep: undefined,
      debugger: debuggerSettings(edge, setup),
    });
    return (await unlessAborted(running, signal)) ?? interruptedExit;
  } finally {
    await close();
  }
}

function adhocTask(pattern: string, options: ParsedOptions, setup: CommonSetup): AdhocTask {
  const { config, vault, display } = setup;
  return {
    pattern,
    module: options.text('module-name') ?? config.get('DEFAULT_MODULE_NAME'),
    args: options.text('args') ?? config.get('DEFAULT_MODULE_ARGS') ?? '',
    background: options.number('background') ?? 0,
    poll: options.number('poll') ?? config.get('DEFAULT_POLL_INTERVAL'),
    taskTimeout: options.number('task-timeout') ?? config.get('TASK_TIMEOUT'),
    readJson: (text, file) =>
      loadYaml(text, { file, trust: true, vault: vault.strings, warn: (message) => display.warn(message) }),
  };
}

/** No host is an error where `--limit` left none, else a warning. */
function matchingHosts(
  pattern: string,
  options: ParsedOptions,
  setup: CommonSetup,
  find: () => InventoryHost[],
): InventoryHost[] {
  try {
    return find();
  } catch (error) {
    if (!(error instanceof MitorunError) || options.text('limit') !== undefined || pattern === '')
      throw error;
    setup.display.warn('No hosts matched, nothing to do');
    return [];
  }
}

/** Plug-ins lie beside a playbook only where somebody says where that would be. */
function playbookDirectory(
  edge: ProcessEdge,
  options: ParsedOptions,
  setup: CommonSetup,
): string | undefined {
  const given = options.text('playbook-dir');
  const directory =
    given === undefined ? setup.config.get('PLAYBOOK_DIR') : expandPath(given, surroundingsOf(edge));
  return directory === null ? undefined : resolve(edge.cwd, directory);
}

interface AdhocCallbacks {
  readonly directories: readonly string[];
  readonly own: OwnCallback | undefined;
  readonly python: CallbackChoice;
}

/** `minimal` unless a setting names another; others than that one only where the settings let them in. */
function adhocCallbacks(
  edge: ProcessEdge,
  options: ParsedOptions,
  { config }: CommonSetup,
  directory: string | undefined,
): AdhocCallbacks {
  const directories = directory === undefined ? [] : [directory];
  const additional = config.get('DEFAULT_LOAD_CALLBACK_PLUGINS');
  const configured = config.get('DEFAULT_STDOUT_CALLBACK');
  const wanted = additional && configured !== 'default' ? configured : 'minimal';
  const name = options.flag('one-line') ? 'oneline' : wanted;
  const own = ownCallback(name, config, directories);
  return { directories, own, python: callbackChoice(edge, options, config, { name, own, additional }) };
}

function subscribers(
  edge: ProcessEdge,
  options: ParsedOptions,
  setup: CommonSetup,
  { directories, own, python }: AdhocCallbacks,
): (event: RunEvent) => void {
  const { config, display } = setup;
  const output = outputOf(config, display, {
    checkMode: options.flag('check'),
    callback: own,
    hasPython: asksPython(python, config, directories),
  });
  const removal = { kind: 'deprecation', version: '2.23' } as const;
  if (options.flag('one-line')) {
    output({
      ...removal,
      message: "The '-o' argument is deprecated.",
      help: 'Use callback configuration to enable the oneline callback instead.',
    });
  }
  const tree = options.text('tree');
  if (tree === undefined) return output;
  output({
    ...removal,
    message: "The '-t' argument is deprecated.",
    help: 'Use callback configuration to enable the tree callback instead.',
  });
  const keep = resultFiles(expandPath(tree, surroundingsOf(edge)), {
    verbosity: setup.verbosity,
    redact: setup.secrets.redact,
    warn: (message) => output({ kind: 'warning', message }),
  });
  return (event) => {
    output(event);
    if (event.kind === 'playbook-start')
      output({ ...removal, message: 'The tree callback plugin is deprecated.' });
    keep(event);
  };
}
