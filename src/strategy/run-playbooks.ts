import { MitorunError } from '../errors/mitorun-error.ts';
import type { RunServices } from '../executor/services.ts';
import { newUuid } from '../executor/task-view.ts';
import { VariableScope } from '../executor/variable-scope.ts';
import type { Play } from '../playbook/model.ts';
import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import { TemplateString } from '../python/template-string.ts';
import type { Value } from '../python/value.ts';
import { playDirectory, type PreparedPlay, runBatch, type RunProgress } from './run-play.ts';
import { RunStatistics } from './run-statistics.ts';
import { serialBatches } from './serial-batches.ts';

/** One playbook of the command line with its plays, imports resolved. */
export interface LoadedPlaybook {
  readonly path: string;
  readonly plays: readonly Play[];
}

/** How a run ended; the numbers are `ansible-playbook`'s exit codes. */
export type RunExit = 0 | 1 | 2 | 4;

/** What happens beside the run itself, at moments that only the run knows. */
export interface RunHooks {
  /** Asks for `vars_prompt`; gives the answers. */
  readonly promptVars: (play: Play, render: (value: Value) => Value) => Promise<Dict>;
  /** After each playbook, with the hosts to retry. */
  readonly onFailedHosts: (playbook: string, hosts: readonly string[]) => void;
  readonly confirmStep: RunProgress['confirmStep'];
  readonly debugger: RunProgress['debugger'];
  /** At the end, where no task was the one that `--start-at-task` names. */
  readonly onStartNotFound?: (wanted: string) => void;
}

/** Runs playbooks one after the other, as `PlaybookExecutor.run`; ends early when one fails, before the next is asked for. */
export async function runPlaybooks(
  services: RunServices,
  playbooks: Iterable<LoadedPlaybook>,
  hooks: RunHooks,
): Promise<RunExit> {
  const progress: RunProgress = {
    statistics: new RunStatistics(),
    failed: new Set(),
    unreachable: new Set(),
    startAt: services.options.startAtTask,
    confirmStep: hooks.confirmStep,
    debugger: hooks.debugger,
  };
  let exit: RunExit = 0;
  for (const playbook of playbooks) {
    services.emit({ kind: 'playbook-start', path: playbook.path });
    services.emit({
      kind: 'message',
      text: `${playbook.plays.length} plays in ${playbook.path}`,
      verbosity: 2,
    });
    for (const play of playbook.plays) {
      const outcome = await runPlay(services, play, progress, hooks);
      exit = outcome.exit ?? exit;
      if (services.signal.aborted) return exit;
      if (outcome.breakRun) break;
    }
    const retry = [...new Set([...progress.failed, ...progress.unreachable])].toSorted();
    if (retry.length > 0) hooks.onFailedHosts(playbook.path, retry);
    services.emit({ kind: 'stats', stats: progress.statistics.all });
    if (exit !== 0) break;
  }
  if (progress.startAt !== undefined) hooks.onStartNotFound?.(progress.startAt);
  return exit;
}

interface PlayOutcome {
  /** undefined where no host took part: what came before still counts. */
  readonly exit: RunExit | undefined;
  readonly breakRun: boolean;
}

async function runPlay(
  services: RunServices,
  play: Play,
  progress: RunProgress,
  hooks: RunHooks,
): Promise<PlayOutcome> {
  const prepared = await preparePlay(services, play, hooks);
  const view = {
    uuid: prepared.uuid,
    name: prepared.name,
    hosts: prepared.pattern,
    origin: play.origin,
    strategy: prepared.strategy,
    checkMode: services.options.checkMode,
    keywords: play.keywords,
  };
  const serial = play.own('serial');
  const batches = serialBatches(
    prepared.hosts,
    serial === undefined ? undefined : renderFor(services, play, prepared.promptedVars)(serial),
  );
  if (batches.length === 0) {
    services.emit({ kind: 'play-start', play: view });
    services.emit({ kind: 'no-hosts-matched' });
    return { exit: undefined, breakRun: false };
  }
  let exit: RunExit = 0;
  for (const batch of batches) {
    services.emit({ kind: 'play-start', play: view });
    const before = progress.failed.size + progress.unreachable.size;
    const result = await runBatch(services, prepared, batch, progress);
    progress.failed.clear();
    for (const host of result.failed) progress.failed.add(host);
    exit = progress.unreachable.size > 0 ? 4 : result.failed.size > 0 ? 2 : 0;
    if (result.endPlay) return { exit, breakRun: false };
    if (result.breakPlay) return { exit: 2, breakRun: true };
    if (progress.failed.size + progress.unreachable.size - before === batch.length)
      return { exit, breakRun: true };
  }
  return { exit, breakRun: false };
}

/** Asks for what a play asks for, renders its keywords and finds its hosts. */
export async function preparePlay(
  services: RunServices,
  play: Play,
  hooks: Pick<RunHooks, 'promptVars'>,
): Promise<PreparedPlay> {
  const render = renderFor(services, play);
  const promptedVars = await hooks.promptVars(play, render);
  const prompted = renderFor(services, play, promptedVars);
  const hosts = prompted(play.own('hosts') ?? 'all');
  const pattern = hostPattern(hosts, play);
  const order = play.own('order');
  const matched = services.inventory.hostsMatching(
    pattern,
    order === undefined ? {} : { order: str(prompted(order)) },
  );
  const name = play.own('name');
  const written = play.own('strategy');
  const strategy = str(
    written === undefined ? (services.setting('DEFAULT_STRATEGY') ?? 'linear') : prompted(written),
  );
  return {
    play,
    uuid: newUuid(),
    name:
      name === undefined || name === null || name === ''
        ? unnamed(play, hosts, pattern)
        : playName(name, prompted),
    directory: playDirectory(play),
    pattern,
    hosts: matched.map((host) => host.name),
    unorderedHosts: (order === undefined ? matched : services.inventory.hostsMatching(pattern)).map(
      (host) => host.name,
    ),
    promptedVars,
    strategy,
  };
}

/** A play is called by its hosts: as the value of a template shows, else with commas. */
function unnamed(play: Play, hosts: Value, pattern: readonly string[]): string {
  return play.own('hosts') instanceof TemplateString ? str(hosts) : pattern.join(',');
}

function playName(name: Value, render: (value: Value) => Value): string {
  try {
    return str(render(name));
  } catch (error) {
    if (error instanceof MitorunError && name instanceof TemplateString) return name.source;
    throw error;
  }
}

function hostPattern(rendered: Value, play: Play): string[] {
  const parts = (Array.isArray(rendered) ? rendered : [rendered]).map((part) =>
    part === null ? '' : str(part),
  );
  const isTemplate = play.own('hosts') instanceof TemplateString;
  if ((parts.length === 0 && !isTemplate) || parts.some((part) => part === '')) {
    throw new MitorunError('PARSER', 'Hosts list cannot be empty. Please check your playbook', {
      origin: play.origin,
    });
  }
  return parts;
}

/** Renders play keywords: before any host is chosen, so only variables of the play and the run are there. */
export function renderFor(
  services: RunServices,
  play: Play,
  promptedVars = new Dict(),
): (value: Value) => Value {
  const scope = new VariableScope(services, {
    play,
    uuid: '',
    name: '',
    directory: playDirectory(play),
    allHosts: [],
    batch: [],
    removed: [],
    promptedVars,
    varsFiles: () => [],
  });
  const templar = scope.templar(scope.variables(undefined, undefined), undefined);
  return (value) => templar.render(value);
}
