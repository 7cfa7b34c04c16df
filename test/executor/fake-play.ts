import type { Answer } from '../../src/actions/answer.ts';
import { readRemarks, withInternalKeys } from '../../src/events/internal-keys.ts';
import type { ReadonlyDict } from '../../src/python/readonly-dict.ts';
import type { PlayContext } from '../../src/executor/play-context.ts';
import { DiscoveryReport } from '../../src/executor/interpreter-discovery.ts';
import { Item } from '../../src/executor/lane/item.ts';
import type { RunningTask } from '../../src/executor/running-task.ts';
import { TaskKeywords } from '../../src/executor/task-keywords.ts';
import { taskView } from '../../src/executor/task-view.ts';
import { VariableScope } from '../../src/executor/variable-scope.ts';
import { loadPlay } from '../../src/playbook/load-play.ts';
import { type Block, type Play, Task } from '../../src/playbook/model.ts';
import { Dict } from '../../src/python/dict.ts';
import { str } from '../../src/python/repr.ts';
import { TemplateString } from '../../src/python/template-string.ts';
import type { Value } from '../../src/python/value.ts';
import type { LayeredVariables } from '../../src/vars/layered-variables.ts';
import { loadYaml } from '../../src/yaml/load.ts';
import { fakeRun, type FakeRun, type GivenRun } from './fake-run.ts';

/** A play as it is written, without its `hosts`, which are all. */
export function playOf(run: FakeRun, text: string): Play {
  const file = `${run.directory}/site.yml`;
  const written = `- hosts: all\n  gather_facts: false\n${indented(text)}`;
  const [entry] = loadYaml(written, { file, trust: true }) as Value[];
  if (!(entry instanceof Dict)) throw new Error('no play');
  const place = { file, collection: undefined, imports: { vars: [], when: [], tags: [] }, importedBy: [] };
  return loadPlay(entry, place, run.services.playbooks);
}

/** A batch of all hosts, which begins. */
export function contextOf({ services, directory }: FakeRun, play: Play): PlayContext {
  const all = services.inventory.hostsMatching('all').map(({ name }) => name);
  return {
    play,
    content: play.content.copy(),
    uuid: 'play',
    name: 'all',
    directory,
    allHosts: [...all],
    batch: all,
    removed: [],
    promptedVars: new Dict(),
    varsFiles: () => [],
  };
}

export interface GivenTask extends GivenRun {
  /** The play's keywords around the task, as they are written. */
  readonly play?: string;
  readonly host?: string;
  readonly loop?: Readonly<Record<string, Value>>;
}

export interface FakeTask extends FakeRun {
  readonly running: RunningTask;
  readonly task: Task;
  readonly item: Item;
}

/** A task that one host is about to run, and an item of it. @param text the task as it is written, in a list of one */
export function taskOf(text: string, given: GivenTask = {}): FakeTask {
  const run = fakeRun(given);
  const play = playOf(run, `${given.play ?? ''}\ntasks:\n${indented(text)}`);
  const task = firstTask(play.tasks);
  const running = runningTask(run, task, play, given.host);
  const loop = given.loop && Dict.of({ ...given.loop });
  const known = (): LayeredVariables => running.scope.variables(running.host, task);
  const variables = loop ? () => known().with(loop) : known;
  return { ...run, running, task, item: new Item(running, running.span, variables, loop) };
}

function runningTask(run: FakeRun, task: Task, play: Play, given: string | undefined): RunningTask {
  const { services } = run;
  const context = contextOf(run, play);
  const scope = new VariableScope(services, context);
  const host = given ?? context.batch[0] ?? 'web1';
  const templar = scope.templar(scope.variables(host, task), task);
  const view = taskView(task, templar, new TaskKeywords(task, templar, services.setting), {
    playUuid: context.uuid,
    names: services.taskNames,
    checkMode: services.options.checkMode,
    diff: services.options.diffMode,
  });
  return {
    services,
    span: services.span,
    play: context,
    scope,
    host,
    task,
    view,
    runOnce: false,
    foreign: services.foreign.open(),
    discovery: new DiscoveryReport(),
  };
}

function firstTask(blocks: readonly Block[]): Task {
  const [first] = blocks.flatMap(tasksIn);
  if (!first) throw new Error('no task');
  return first;
}

function tasksIn(block: Block): Task[] {
  return block.block.flatMap((entry) => (entry instanceof Task ? [entry] : tasksIn(entry)));
}

function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ');
}

/** A task's name as it is written; in brackets the word of one that nobody wrote. */
export function nameOf({ implicit, name, action, args }: Task): string {
  return implicit ? `(${str(args.get('_raw_params') ?? null)})` : str(name ?? action);
}

/**
 * A dict, and what is in it, as JavaScript's own data, for comparing; templates as they are written. What an answer says
 * beside its data is among that, by the names that Ansible gives it.
 */
export function plain(value: Value | ReadonlyDict | Answer | undefined): unknown {
  if (isAnswer(value)) return plain(withInternalKeys(value.data, value.remarks));
  if (value instanceof Dict)
    return Object.fromEntries([...value].map(([name, member]) => [str(name), plain(member)]));
  if (value instanceof TemplateString) return value.source;
  return Array.isArray(value) ? value.map((member) => plain(member)) : value;
}

function isAnswer(value: unknown): value is Answer {
  return typeof value === 'object' && value !== null && 'remarks' in value && 'data' in value;
}

/** What an action or a module gave, by members as a playbook sees them: `_ansible_*` are what it says beside its data. */
export function answerWith(members: Readonly<Record<string, Value>>): Answer {
  return readRemarks(Dict.of({ ...members }));
}
