import type { RunServices } from '../executor/services.ts';
import { type Block, type Play, Task } from '../playbook/model.ts';
import { TemplateString } from '../python/template-string.ts';
import { keywordValue, preparePlay, type PromptVars } from './prepare-play.ts';
import { runBatch, type RunProgress } from './run-play.ts';
import { RunStatistics } from './run-statistics.ts';
import { serialBatches } from './serial-batches.ts';

/** One playbook of the command line with its plays, imports resolved. */
export interface LoadedPlaybook {
  readonly path: string;
  readonly plays: readonly Play[];
  /** Made of a command line: it is not spoken of. */
  readonly isAdhoc?: boolean;
}

/** How a run ended; the numbers are `ansible-playbook`'s exit codes. */
export type RunExit = 0 | 1 | 2 | 4;

/** What happens beside the run itself, at moments that only the run knows. */
export interface RunHooks {
  /** Asks for `vars_prompt`; gives the answers. */
  readonly promptVars: PromptVars;
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
    if (playbook.isAdhoc !== true)
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

/** A block's tasks by what was written of them; a block within it has no action. */
function tasksOfBlock({ block, rescue, always }: Block): { name: string; action: string }[] {
  const written = (text: string | TemplateString | undefined): string =>
    text instanceof TemplateString ? text.source : (text ?? '');
  return [...block, ...rescue, ...always].map((member) =>
    member instanceof Task
      ? { name: written(member.name), action: written(member.action) }
      : { name: '', action: '' },
  );
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
  const prepared = await preparePlay(services, play, hooks.promptVars);
  const view = {
    uuid: prepared.uuid,
    name: prepared.name,
    hosts: prepared.pattern,
    origin: play.origin,
    strategy: prepared.strategy,
    checkMode: services.options.checkMode,
    keywords: play.keywords,
    allHosts: prepared.hosts,
    tasks: [...play.preTasks, ...play.tasks, ...play.postTasks].map(tasksOfBlock),
  };
  const serial = play.own('serial');
  const batches = await services.engine.jobs.run(() =>
    serialBatches(
      prepared.hosts,
      serial === undefined ? undefined : keywordValue('serial', serial, prepared.render),
    ),
  );
  if (batches.length === 0) {
    services.emit({ kind: 'play-start', play: { ...view, batch: [] } });
    services.emit({ kind: 'no-hosts-matched' });
    return { exit: undefined, breakRun: false };
  }
  let exit: RunExit = 0;
  for (const batch of batches) {
    const before = progress.failed.size + progress.unreachable.size;
    const result = await services.span.within('play', prepared.name, (span) => {
      services.emit({ kind: 'play-start', play: { ...view, batch } }, span);
      return runBatch(services, prepared, { batch, span }, progress);
    });
    progress.failed.clear();
    for (const host of result.failed) progress.failed.add(host);
    exit = progress.unreachable.size > 0 ? 4 : result.hasFailed ? 2 : 0;
    if (services.signal.aborted) return { exit, breakRun: true };
    if (result.endPlay) return { exit, breakRun: false };
    if (result.breakPlay) return { exit: 2, breakRun: true };
    if (progress.failed.size + progress.unreachable.size - before === batch.length)
      return { exit, breakRun: true };
  }
  return { exit, breakRun: false };
}
