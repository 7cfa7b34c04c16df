import { readRemarks } from '../../src/events/internal-keys.ts';
import { noRemarks } from '../../src/events/remarks.ts';
import type { RunEvent } from '../../src/events/run-event.ts';
import { outcomeBase } from '../../src/executor/outcome-base.ts';
import type { ItemOutcome, TaskOutcome } from '../../src/executor/task-outcome.ts';
import { VariableScope } from '../../src/executor/variable-scope.ts';
import { ordinaryEffects } from '../../src/actions/effects.ts';
import type { Play, Task } from '../../src/playbook/model.ts';
import { Dict } from '../../src/python/dict.ts';
import type { Value } from '../../src/python/value.ts';
import { compilePlay, tasksOf } from '../../src/strategy/compile-play.ts';
import { Handlers } from '../../src/strategy/handlers.ts';
import { PlayIterator } from '../../src/strategy/play-iterator.ts';
import { type PlayRun, viewOf } from '../../src/strategy/play-run.ts';
import { RunStatistics } from '../../src/strategy/run-statistics.ts';
import { contextOf, nameOf, playOf } from '../executor/fake-play.ts';
import { fakeRun, type FakeRun, type GivenRun } from '../executor/fake-run.ts';

export interface GivenBatch extends GivenRun {
  /** Lines that are typed at the task debugger. */
  readonly typed?: readonly string[];
  readonly confirmStep?: PlayRun['confirmStep'];
  readonly setupTask?: (host: string) => Task | undefined;
}

export interface FakeBatch extends FakeRun {
  readonly run: PlayRun;
  readonly play: Play;
  /** What the debugger showed. */
  readonly shown: string[];
  /** A task or handler of the play by its name. */
  readonly task: (name: string) => Task;
}

/** A batch of all hosts that begins with this play, whose `hosts` are all. */
export function batchOf(text: string, given: GivenBatch = {}): FakeBatch {
  const fake = fakeRun(given);
  const { services } = fake;
  const play = playOf(fake, text);
  const context = contextOf(fake, play);
  const scope = new VariableScope(services, context);
  const filter = (): boolean => true;
  const handlers = new Handlers(
    context.content,
    services.taskNames,
    (handler) => scope.templar(scope.variables(undefined, handler), handler),
    (message) => services.emit({ kind: 'warning', message }),
  );
  const blocks = compilePlay(play, { forceHandlers: services.options.forceHandlers, filter });
  const { setupTask = () => undefined } = given;
  const iterator = new PlayIterator({ hosts: context.batch, blocks, handlers, setupTask });
  const shown: string[] = [];
  const typed = [...(given.typed ?? [])];
  const run: PlayRun = {
    services,
    span: services.span,
    context,
    scope,
    iterator,
    handlers,
    statistics: new RunStatistics(),
    filter,
    failed: new Set(),
    unreachable: new Set(),
    pattern: ['all'],
    gone: new Set(),
    emit: services.emit,
    confirmStep: given.confirmStep,
    debugger: {
      console: { read: async () => typed.shift(), show: (shownText) => shown.push(shownText) },
      enabled: given.typed !== undefined,
      honoursIgnoreErrors: true,
      open: undefined,
      hasQuit: false,
    },
    underWay: new Map(),
    isBroken: false,
  };
  const named = (name: string): Task => {
    const all = [...iterator.allTasks, ...context.content.handlers.flatMap(tasksOf)];
    const found = all.find((task) => task.name === name);
    if (!found) throw new Error(`no task ${name}`);
    return found;
  };
  return { ...fake, run, play, shown, task: named };
}

/** Gives each host its next task, as a strategy does before it runs it. */
export function advance({ iterator, context }: PlayRun, hosts: readonly string[] = context.batch): void {
  for (const host of hosts) iterator.advance(iterator.peek(host).cursor);
}

/** The names of the tasks that a host still has before it, if nothing fails. */
export function tasksAhead({ iterator }: PlayRun, host: string): string[] {
  const names: string[] = [];
  let { task, cursor } = iterator.peek(host);
  while (task) {
    names.push(nameOf(task));
    ({ task, cursor } = iterator.lookAhead(cursor));
  }
  return names;
}

export interface GivenOutcome
  extends Partial<
    Omit<TaskOutcome, 'result' | 'items' | 'task' | 'host'> & Omit<ItemOutcome, 'result' | 'args'>
  > {
  readonly host?: string;
  /** Results of a loop's items, in place of the one. */
  readonly items?: readonly Dict[];
}

/** What a task gave on a host, as the executor says it. */
export function outcomeOf(
  run: PlayRun,
  task: Task,
  result: Readonly<Record<string, Value>>,
  given: GivenOutcome = {},
): TaskOutcome {
  const { host = run.context.batch[0] ?? '', items, ...rest } = given;
  const whole = settledOf(Dict.of({ ...result }));
  const { services, context: play, scope } = run;
  const fields = {
    services,
    span: services.span,
    play,
    scope,
    host,
    task,
    view: viewOf(run, host, task),
    runOnce: false,
  };
  const item = (own: Dict): ItemOutcome => ({
    ...settledOf(own),
    error: undefined,
    notify: [],
    delegatedTo: undefined,
    delegateFacts: false,
    ignoreErrors: false,
    ignoreUnreachable: false,
    include: undefined,
    effects: ordinaryEffects,
    ...rest,
  });
  return {
    ...outcomeBase(fields),
    ...whole,
    error: undefined,
    ignoreErrors: false,
    ignoreUnreachable: false,
    isLoop: items !== undefined,
    ...rest,
    items: (items ?? [Dict.of({ ...result })]).map(item),
  };
}

/** A result, with what its `_ansible_*` members say beside its data. */
function settledOf(members: Dict): Pick<TaskOutcome, 'result' | 'remarks'> {
  const { data, remarks } = readRemarks(members);
  return { result: data, remarks: { ...noRemarks, ...remarks } };
}

/** A host's counts that are not 0: `ok=1 changed=1`. */
export function counts({ statistics }: PlayRun, host: string): string {
  const all = Object.entries(statistics.all.hosts.get(host) ?? {});
  return all
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name}=${count}`)
    .join(' ');
}

/** Results among events in their order. */
export function results(events: readonly RunEvent[]): string[] {
  return events.flatMap((event) =>
    event.kind === 'host-result' ? [`${event.task.name}: ${event.status} ${event.host}`] : [],
  );
}
