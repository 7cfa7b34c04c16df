import { existsSync } from '../python/file-system.ts';
import { dirname, resolve } from 'node:path';
import { missingPlaybookHint } from './missing-playbook-hint.ts';
import { subCommands } from './options/sub-commands.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import type { EventSink } from '../events/event-sink.ts';
import type { RunServices } from '../executor/services.ts';
import { unlessAborted } from '../executor/unless-aborted.ts';
import { targetHosts } from '../inventory/target-hosts.ts';
import { loadPlaybook } from '../playbook/load-playbook.ts';
import { hostsAsWritten, preparePlay, type PromptVars } from '../strategy/prepare-play.ts';
import { type LoadedPlaybook, runPlaybooks } from '../strategy/run-playbooks.ts';
import { assembleRun } from './assemble-run.ts';
import { asksPython, callbackChoice, ownCallback } from './callback-choice.ts';
import { commonSetup, type CommonSetup } from './common-setup.ts';
import { stepByStep } from './confirm-step.ts';
import type { ParsedOptions } from './options/option.ts';
import { parseOptions } from './options/parse.ts';
import { playbookOptions } from './options/tables.ts';
import { debuggerSettings } from './debug-console.ts';
import { interruptedExit } from './exit-code.ts';
import { outputOf } from './output-setup.ts';
import { listedPlay, listedTasks, type Listing } from './playbook-listing.ts';
import type { ProcessEdge } from './process-edge.ts';
import { writeRetryFile } from './retry-file.ts';
import { runPlan } from './run-plan.ts';
import { askVariables, promptDefaults, wantedPrompts } from './vars-prompt.ts';
import { pathStatus } from '../python/os-path.ts';

/** `ansible-playbook`: runs playbooks, or lists what is in them, and gives the exit code. */
export async function playbookProgram(edge: ProcessEdge, signal: AbortSignal): Promise<number> {
  const options = parseOptions(playbookOptions, edge.argv);
  if (options.positional.length === 0) {
    throw new MitorunError('ARGUMENTS', 'the following arguments are required: playbook');
  }
  const listing: Listing = {
    hosts: options.flag('list-hosts'),
    tasks: options.flag('list-tasks'),
    tags: options.flag('list-tags'),
  };
  const onlyLooks = listing.hosts || listing.tasks || listing.tags || options.flag('syntax-check');
  const setup = await commonSetup(edge, options, { asksPasswords: !onlyLooks });
  const paths = options.positional.map((path) => (path === '-' ? '/dev/stdin' : path));
  const directories = paths.flatMap((path) => playbookDirectory(path, { words: paths, edge }));
  const name = setup.config.get('DEFAULT_STDOUT_CALLBACK');
  const own = ownCallback(name, setup.config, directories);
  const callbacks = callbackChoice(edge, options, setup.config, { name, own, additional: true });
  const emit = outputOf(setup.config, setup.display, {
    checkMode: options.flag('check'),
    callback: own,
    hasPython: asksPython(callbacks, setup.config, directories),
  });
  signal.throwIfAborted();
  const plan = runPlan(edge, options, setup, {
    baseDirectory: directories[0] ?? edge.cwd,
    playbookDirectories: directories,
    emit,
    callbacks,
    signal,
  });
  const { services, close } = await assembleRun(plan);
  try {
    targetHosts(services.inventory, {
      limit: options.text('limit'),
      localhostWarning: setup.config.get('LOCALHOST_WARNING'),
    });
    const playbooks = loadInTurn(paths, edge, services);
    if (onlyLooks) return await list(playbooks, services, setup, listing);
    const running = run(playbooks, { services, edge, setup, options, emit });
    return (await unlessAborted(running, signal)) ?? interruptedExit;
  } finally {
    await close();
  }
}

/** Each playbook is read when its turn comes: what one run makes, the next may read. */
function* loadInTurn(
  paths: readonly string[],
  edge: ProcessEdge,
  services: RunServices,
): Generator<LoadedPlaybook> {
  for (const path of paths) {
    const inCollection = services.playbooks.findPlaybook(path);
    const file = inCollection?.path ?? resolve(edge.cwd, path);
    checkPlaybook(path, file, { words: paths, edge });
    yield {
      path: inCollection?.path ?? path,
      plays: loadPlaybook(inCollection ? path : file, services.playbooks),
    };
  }
}

/** The command line that names playbooks. */
interface Call {
  readonly words: readonly string[];
  readonly edge: ProcessEdge;
}

function checkPlaybook(path: string, file: string, { words, edge }: Call): void {
  const kind = pathStatus(file);
  if (!kind) {
    const hint = missingPlaybookHint(path, { words, cwd: edge.cwd, subCommands });
    // Under Ansible's name it says no more than Ansible does.
    const shown = hint === undefined || edge.program.startsWith('ansible') ? {} : { hint: `(${hint})` };
    throw new MitorunError('FILE_NOT_FOUND', `the playbook: ${path} could not be found`, shown);
  }
  if (!kind.isFile() && !kind.isFIFO()) {
    throw new MitorunError('FILE_NOT_FOUND', `the playbook: ${path} does not appear to be a file`);
  }
}

/** The directory that a playbook stands in; none for one of a collection. Throws where there is no such file. */
function playbookDirectory(path: string, call: Call): string[] {
  const file = resolve(call.edge.cwd, path);
  if (/^\w+\.\w+\.[\w.]+$/.test(path) && !existsSync(file)) return [];
  checkPlaybook(path, file, call);
  return [dirname(file)];
}

async function list(
  playbooks: Iterable<LoadedPlaybook>,
  services: RunServices,
  { display }: CommonSetup,
  listing: Listing,
): Promise<number> {
  const isListing = listing.hosts || listing.tasks || listing.tags;
  const { tags: only, skipTags: skip } = services.options;
  const prompts: PromptVars = async (play, render) =>
    promptDefaults(await services.engine.jobs.run(() => wantedPrompts(play, render, services.extraVars)));
  // Nothing is listed before every play has been prepared.
  const texts: (() => string | undefined)[] = [];
  for (const { path, plays } of playbooks) {
    texts.push(() => `\nplaybook: ${path}`);
    display.verbose(`${plays.length} plays in ${path}`, 2);
    // A listing looks at patterns with templates when all others have been warned of.
    for (const play of plays) hostsAsWritten(services, play);
    for (const [at, play] of plays.entries()) {
      const prepared = await preparePlay(services, play, prompts, { ordered: isListing });
      if (!isListing) continue;
      const choice = { only, skip, render: prepared.render };
      texts.push(() => listedPlay(prepared, at + 1, listing));
      texts.push(() => listedTasks(play, choice, listing));
    }
  }
  for (const text of texts) {
    const shown = text();
    if (shown !== undefined) display.show(shown);
  }
  return 0;
}

async function run(
  playbooks: Iterable<LoadedPlaybook>,
  {
    services,
    edge,
    setup,
    options,
    emit,
  }: {
    readonly services: RunServices;
    readonly edge: ProcessEdge;
    readonly setup: CommonSetup;
    readonly options: ParsedOptions;
    readonly emit: EventSink;
  },
): Promise<number> {
  const { config, display, terminal } = setup;
  return runPlaybooks(services, playbooks, {
    promptVars: async (play, render) =>
      askVariables(await services.engine.jobs.run(() => wantedPrompts(play, render, services.extraVars)), {
        terminal,
        warn: (message) => emit({ kind: 'warning', message }),
        show: (text) => display.show(text),
      }),
    onFailedHosts: (playbook, hosts) => writeRetryFile(playbook, hosts, config, display),
    debugger: debuggerSettings(edge, setup),
    confirmStep: options.flag('step') ? stepByStep(terminal, display) : undefined,
    onStartNotFound: (wanted) =>
      display.show(
        `[ERROR]: No matching task "${wanted}" found. Note: --start-at-task can only follow static includes.\n`,
        { stderr: true, color: 'error' },
      ),
  });
}
