import type { Span } from '../events/span.ts';
import { readBoolean } from '../parsing/boolean-words.ts';
import type { PlayContext, VarsFilesReader } from '../executor/play-context.ts';
import type { RunServices } from '../executor/services.ts';
import { newUuid } from '../executor/task-view.ts';
import { VariableScope } from '../executor/variable-scope.ts';
import { Block, type Play, Task } from '../playbook/model.ts';
import { shouldRun } from '../playbook/tags.ts';
import { Dict } from '../python/dict.ts';
import { OMIT } from '../python/omit.ts';
import { str } from '../python/repr.ts';
import type { Value } from '../python/value.ts';
import type { Templar } from '../template/templar.ts';
import { compilePlay, type TaskFilter } from './compile-play.ts';
import { Handlers } from './handlers.ts';
import { PlayIterator } from './play-iterator.ts';
import type { DebuggerSettings } from './debugger/console.ts';
import type { PlayRun, TaskDebugger } from './play-run.ts';
import type { RunStatistics } from './run-statistics.ts';
import { startAtTask } from './start-at-task.ts';
import type { StrategyResult } from './linear.ts';
import { chooseStrategy } from './choose-strategy.ts';
import type { PreparedPlay } from './prepare-play.ts';
import { readVarsFiles, varsFilesAreTemplates } from './vars-files.ts';

/** What one batch of hosts came to. */
interface BatchResult extends StrategyResult {
  readonly endPlay: boolean;
  /** Hosts that take no part in later plays. */
  readonly failed: ReadonlySet<string>;
  /** Whether a host ended the play in failure: one whose include failed and was rescued did not. */
  readonly hasFailed: boolean;
}

/** What a run carries from play to play. */
export interface RunProgress {
  readonly statistics: RunStatistics;
  /** Hosts that failed in an earlier play: they take no part in later ones. */
  readonly failed: Set<string>;
  readonly unreachable: Set<string>;
  /** `--start-at-task` until the task has been found. */
  startAt: string | undefined;
  confirmStep: PlayRun['confirmStep'];
  readonly debugger: DebuggerSettings;
}

/** Runs one batch of a play to its end. Roles and handlers that it includes are gone for the next one. */
export async function runBatch(
  services: RunServices,
  prepared: PreparedPlay,
  { batch, span }: { readonly batch: readonly string[]; readonly span: Span },
  progress: RunProgress,
): Promise<BatchResult> {
  const context = playContext(services, prepared, batch);
  const scope = new VariableScope(services, context);
  const templar = (): Templar => scope.templar(scope.variables(undefined, undefined), undefined);
  const filter = tagFilter(services, templar);
  const handlers = new Handlers(
    context.content,
    services.taskNames,
    (handler) => scope.templar(scope.variables(undefined, handler), handler),
    (message) => services.emit({ kind: 'warning', message }, span),
  );
  const keyword = (name: string): Value | undefined => {
    const written = prepared.play.own(name);
    const value = written === undefined ? OMIT : templar().render(written);
    return value === OMIT ? undefined : value;
  };
  const compiled = await services.engine.jobs.run(() => {
    const forceHandlers = readBoolean(keyword('force_handlers') ?? services.options.forceHandlers) ?? false;
    return {
      blocks: compilePlay(prepared.play, { forceHandlers, filter }),
      setupTask: setupTasks(services, prepared.play, keyword, filter),
    };
  });
  const iterator = new PlayIterator({ hosts: batch, handlers, ...compiled });
  const strategy = chooseStrategy(prepared.strategy, prepared.play, services);
  const run: PlayRun = {
    services,
    context,
    scope,
    iterator,
    handlers,
    filter,
    statistics: progress.statistics,
    failed: new Set(),
    unreachable: progress.unreachable,
    pattern: prepared.pattern,
    gone: new Set(),
    emit: (event, place = span) => services.emit(event, place),
    span,
    confirmStep: progress.confirmStep,
    debugger: debuggerOf(progress.debugger, strategy.debugs),
    underWay: new Map(),
    isBroken: false,
  };
  for (const host of progress.failed) {
    iterator.cursor(host).fail();
  }
  context.removed = [...progress.failed, ...progress.unreachable];
  if (progress.startAt !== undefined && startAtTask(run, progress.startAt)) progress.startAt = undefined;
  const result = await strategy.run(run);
  // A host whose last task has run is not at the end yet: move it there.
  for (const host of batch) if (!run.unreachable.has(host)) iterator.advance(iterator.peek(host).cursor);
  const ended = [...iterator.failedHosts()];
  for (const host of ended) run.failed.add(host);
  return { ...result, endPlay: iterator.endPlay, failed: run.failed, hasFailed: ended.length > 0 };
}

function playContext(services: RunServices, prepared: PreparedPlay, batch: readonly string[]): PlayContext {
  const { play, directory } = prepared;
  const read = (reader: VarsFilesReader): readonly Dict[] => readVarsFiles(services, play, directory, reader);
  let shared: readonly Dict[] | undefined;
  return {
    play,
    content: play.content.copy(),
    uuid: prepared.uuid,
    name: prepared.name,
    directory,
    // Looked up for each batch: what the one before added to the inventory counts.
    allHosts: services.inventory.hostsMatching(prepared.pattern).map(({ name }) => name),
    batch,
    removed: [],
    promptedVars: prepared.promptedVars,
    varsFiles: (reader) => (varsFilesAreTemplates(play) ? read(reader) : (shared ??= read(reader))),
  };
}

/** Tasks that `--tags` and `--skip-tags` leave in. */
function tagFilter(services: RunServices, templar: () => Templar): TaskFilter {
  const { tags, skipTags } = services.options;
  return (task) =>
    shouldRun(task, { only: tags, skip: skipTags, render: (value: Value) => templar().render(value) });
}

/** Which hosts gather facts before the play, and the task for it: one object, so that they gather in lockstep. */
function setupTasks(
  services: RunServices,
  play: Play,
  keyword: (name: string) => Value | undefined,
  filter: TaskFilter,
): (host: string) => Task | undefined {
  const given = keyword('gather_facts');
  const wanted = given === OMIT ? undefined : given;
  const gathering = str(services.setting('DEFAULT_GATHERING') ?? 'implicit');
  const implied = wanted === undefined || wanted === null || (readBoolean(wanted) ?? false);
  const explicit = wanted !== undefined && wanted !== null && (readBoolean(wanted) ?? false);
  if (!(gathering === 'explicit' ? explicit : implied)) return () => undefined;
  const task = setupTask(play, (name) => keyword(name) ?? services.setting(gatherSettings[name]));
  if (!filter(task)) return () => undefined;
  return (host) => (gathering === 'smart' && services.memory.hasGatheredFacts(host) ? undefined : task);
}

/** Settings behind keywords; ansible-core 2.19 has dropped them. */
const gatherSettings = {
  gather_subset: 'DEFAULT_GATHER_SUBSET',
  gather_timeout: 'DEFAULT_GATHER_TIMEOUT',
  fact_path: 'DEFAULT_FACT_PATH',
} as const;

function setupTask(play: Play, valueOf: (name: keyof typeof gatherSettings) => Value | undefined): Task {
  const args = new Dict();
  for (const name of ['gather_subset', 'gather_timeout', 'fact_path'] as const) {
    const value = valueOf(name);
    if (value === undefined || value === null) continue;
    args.set(name, name === 'gather_subset' && !Array.isArray(value) ? [value] : value);
  }
  const keywords = new Map<string, Value>();
  if (play.own('tags') === undefined) keywords.set('tags', ['always']);
  if (play.importWhen.length > 0) keywords.set('when', [...play.importWhen]);
  // A play that runs its tasks once would give one host's facts to all.
  const once = new Map<string, Value>([['run_once', false]]);
  const parent = new Block({ keywords: once, origin: play.origin, parent: play, implicit: true });
  return new Task({
    keywords,
    origin: play.origin,
    parent,
    uuid: newUuid(),
    name: 'Gathering Facts',
    action: 'gather_facts',
    args,
    isHandler: false,
    implicit: true,
  });
}

function debuggerOf(settings: DebuggerSettings, isDebugged: boolean): TaskDebugger {
  return {
    ...settings,
    enabled: settings.enabled || isDebugged,
    open: undefined,
    hasQuit: false,
  };
}
