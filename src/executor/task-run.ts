import { setTimeout as sleep } from 'node:timers/promises';
import { shortActionName } from '../actions/action-registry.ts';
import type { ForeignConnection } from '../actions/foreign-connection.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import type { TaskView } from '../events/run-event.ts';
import type { Task } from '../playbook/model.ts';
import { appendAll } from '../python/append-all.ts';
import { Dict } from '../python/dict.ts';
import { TemplateString } from '../python/template-string.ts';
import { isTruthy } from '../python/truth.ts';
import { OMIT } from '../python/omit.ts';
import { omittedScalar } from '../template/omitted-scalar.ts';
import type { Value } from '../python/value.ts';
import { injectedFacts, namespacedFacts } from '../vars/fact-names.ts';
import type { LayeredVariables } from '../vars/layered-variables.ts';
import { recordMemberOrigin, valueOriginOf } from '../yaml/origins.ts';
import { Attempt } from './attempt.ts';
import { evaluateConditions } from './conditions.ts';
import { earlyFailureOf, stackOf } from './failure-result.ts';
import { DiscoveryReport } from './interpreter-discovery.ts';
import { extendedLoopVariable, type LoopControl, loopControl, loopItems } from './loop-items.ts';
import type { PlayContext } from './play-context.ts';
import type { RunServices } from './services.ts';
import { TaskKeywords } from './task-keywords.ts';
import {
  countsAsFailed,
  isFailed,
  isSkipped,
  isUnreachable,
  type ItemOutcome,
  type TaskOutcome,
} from './task-outcome.ts';
import { gatherWarningDetails, notedDeprecationsKey } from './task-messages.ts';
import type { VariableScope } from './variable-scope.ts';

/** One task on one host: its loop, its conditions, its attempts. */
export interface TaskRunFields {
  readonly services: RunServices;
  readonly play: PlayContext;
  readonly scope: VariableScope;
  readonly host: string;
  readonly task: Task;
  readonly view: TaskView;
  readonly runOnce: boolean;
  /** What the debugger changed before the task runs again. */
  readonly edits?: TaskEdits | undefined;
}

/** While it runs: what several attempts share. */
export interface RunningTask extends TaskRunFields {
  readonly foreign: ForeignConnection;
  readonly discovery: DiscoveryReport;
}

/** A task's arguments and variables on one host as somebody at the debugger wants them. */
export interface TaskEdits {
  /** In place of the task's own arguments. */
  readonly args: Dict | undefined;
  /** Above all other variables. */
  readonly variables: Dict;
}

/** Runs a task on one host and gives its outcome; item results are emitted as they come. Never rejects for a failing task. */
export async function runTask(fields: TaskRunFields): Promise<TaskOutcome> {
  const foreign = fields.services.foreign.open();
  try {
    return await runItems({ ...fields, foreign, discovery: new DiscoveryReport() });
  } catch (error) {
    const { services, host } = fields;
    if (services.signal.aborted) throw error;
    const stack = stackOf(error);
    if (stack !== undefined) services.emit({ kind: 'message', text: stack, verbosity: 3, host });
    return await earlyOutcome(fields, error);
  } finally {
    foreign.close();
  }
}

async function runItems(fields: RunningTask): Promise<TaskOutcome> {
  const { scope, host, task, edits } = fields;
  const { jobs } = fields.services.engine;
  // Vars plug-ins may have to be asked, and names of `vars_files` be rendered.
  const known = await jobs.run(() => scope.variables(host, task));
  const variables = edits ? known.with(edits.variables) : known;
  let items: Value[] | undefined;
  let loopError: MitorunError | undefined;
  try {
    items = await jobs.run(() => loopItems(task, scope.templar(variables, task)));
  } catch (error) {
    // A condition that does not hold makes a broken loop irrelevant, so the error waits for it.
    // Any other error than something undefined is told at once, without the task around it.
    if (!(error instanceof MitorunError) || error.code !== 'TEMPLATE_UNDEFINED') throw error;
    loopError = error;
  }
  if (items === undefined) return single(fields, variables, loopError);
  if (items.length === 0) return emptyLoop(fields);
  return new LoopRun(fields, variables, items).run();
}

/** The task fails as a whole, without any word of the task around the error. */
async function earlyOutcome(fields: TaskRunFields, error: unknown): Promise<TaskOutcome> {
  const { scope, host, task, services } = fields;
  const { result, error: report } = earlyFailureOf(error);
  const { ignoreErrors, noLog } = await services.engine.jobs.run(() => {
    const keywords = new TaskKeywords(
      task,
      scope.templar(scope.variables(host, task), task),
      services.setting,
    );
    return {
      ignoreErrors: orElse(false, () => keywords.boolean('ignore_errors')),
      // What cannot be told to be public is not shown.
      noLog: orElse(true, () => keywords.boolean('no_log')),
    };
  });
  const item: ItemOutcome = {
    result,
    error: report,
    notify: [],
    delegatedTo: undefined,
    delegateFacts: false,
    ignoreErrors,
    ignoreUnreachable: false,
    include: undefined,
  };
  if (noLog) result.set('_ansible_no_log', true);
  return {
    ...outcomeBase(fields),
    result,
    error: report,
    ignoreErrors: item.ignoreErrors,
    ignoreUnreachable: false,
    isLoop: false,
    items: [item],
  };
}

/** A keyword's worth in a task that has failed already. */
function orElse(otherwise: boolean, read: () => boolean): boolean {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

async function single(
  fields: RunningTask,
  variables: LayeredVariables,
  loopError: MitorunError | undefined,
): Promise<TaskOutcome> {
  const attempt = new Attempt(fields, variables);
  const item = await attempt.run(loopError);
  if (!item.result.has('changed')) item.result.set('changed', false);
  return {
    ...outcomeBase(fields),
    view: viewOfPlugin(viewOfResult(fields.view, item.result), item.result),
    result: item.result,
    error: item.error,
    ignoreErrors: item.ignoreErrors,
    ignoreUnreachable: item.ignoreUnreachable,
    isLoop: false,
    items: [item],
  };
}

/** `no_log` may differ from host to host and from item to item: what is shown goes by the result's own. */
function viewOfResult(view: TaskView, result: Dict): TaskView {
  const noLog = isTruthy(result.get('_ansible_no_log') ?? false);
  return noLog === view.noLog ? view : { ...view, noLog };
}

/** An action plug-in may decide whether its diff is shown. In a loop Ansible runs it with a copy of the task, and sees nothing of it. */
function viewOfPlugin(view: TaskView, result: Dict): TaskView {
  const diff = result.get('_ansible_task_diff');
  return diff === undefined ? view : { ...view, diff: isTruthy(diff) };
}

function emptyLoop(fields: TaskRunFields): TaskOutcome {
  const result = Dict.of({
    changed: false,
    skipped: true,
    skipped_reason: 'No items in the list',
    results: [],
  });
  return {
    ...outcomeBase(fields),
    result,
    error: undefined,
    ignoreErrors: false,
    ignoreUnreachable: false,
    isLoop: true,
    items: [],
  };
}

function outcomeBase({ host, task, view, runOnce }: TaskRunFields) {
  const register = task.own('register');
  return { host, task, view, runOnce, register: typeof register === 'string' ? register : undefined };
}

/** A task's loop on one host, item after item. */
class LoopRun {
  readonly #fields: RunningTask;
  readonly #variables: LayeredVariables;
  readonly #items: readonly Value[];
  readonly #outcomes: ItemOutcome[] = [];
  /** What earlier items registered and set: later ones see it before the host's own variables do. */
  readonly #carried = new Dict();

  constructor(fields: RunningTask, variables: LayeredVariables, items: readonly Value[]) {
    this.#fields = fields;
    this.#variables = variables;
    this.#items = items;
  }

  async run(): Promise<TaskOutcome> {
    const { scope, task, services } = this.#fields;
    const control = await services.engine.jobs.run(() =>
      loopControl(task, scope.templar(this.#variables, task)),
    );
    if (this.#variables.has(control.loopVar)) this.#warnOfUsedName(control);
    for (const [index, item] of this.#items.entries()) {
      if (index > 0 && control.pause > 0) await sleep(control.pause, undefined, { signal: services.signal });
      if (services.signal.aborted) break;
      if (await this.#runItem(item, index, control)) break;
    }
    return this.#summary();
  }

  /** Runs one item; true where `break_when` ends the loop. */
  async #runItem(item: Value, index: number, control: LoopControl): Promise<boolean> {
    const { scope, task, view, host, services } = this.#fields;
    const loop = loopVariables(item, index, this.#items, control);
    const variables = this.#variables.with(loop, this.#carried);
    const outcome = await new Attempt(this.#fields, variables, loop).run(undefined);
    const { result } = outcome;
    const register = task.own('register');
    if (typeof register === 'string') {
      loop.set(register, result);
      this.#carried.set(register, result);
    }
    const facts = result.get('ansible_facts');
    if (facts instanceof Dict) this.#carryFacts(facts);
    for (const [name, value] of loopResultMembers(loop, control, item, index)) result.set(name, value);
    result.set('_ansible_item_result', true);
    result.set('_ansible_ignore_errors', outcome.ignoreErrors);
    result.set('_ansible_ignore_unreachable', outcome.ignoreUnreachable);
    const templar = scope.templar(variables, task);
    try {
      const { label } = control;
      const shown = label === undefined ? item : await templar.inJob(() => templar.render(label));
      if (shown === OMIT) throw omittedScalar(label instanceof TemplateString ? label.origin : undefined);
      result.set('_ansible_item_label', shown);
    } catch (error) {
      // Anything else that is wrong with it fails the task as a whole.
      if (!(error instanceof MitorunError) || error.code !== 'TEMPLATE_UNDEFINED') throw error;
      result.set('_ansible_item_label', null);
      result.set('failed', true);
      result.set('msg', `Failed to template loop_control.label: ${error.message}`);
    }
    this.#outcomes.push(outcome);
    if (view.diff && !countsAsFailed(result) && !isUnreachable(result) && !isSkipped(result))
      services.emit({ kind: 'diff', task: viewOfResult(view, result), host, result });
    if (!isInventoryTask(task) || countsAsFailed(result) || isSkipped(result)) {
      services.emit({
        kind: 'item-result',
        task: viewOfResult(view, result),
        host,
        status: isUnreachable(result)
          ? 'unreachable'
          : countsAsFailed(result)
            ? 'failed'
            : isSkipped(result)
              ? 'skipped'
              : 'ok',
        result,
        ignored: outcome.ignoreErrors,
        error: outcome.error,
      });
    }
    if (control.breakWhen.length === 0) return false;
    const { holds } = await templar.inJob(() => evaluateConditions(control.breakWhen, templar, task.origin));
    return holds;
  }

  #carryFacts(facts: Dict): void {
    const { view, services } = this.#fields;
    const action = shortActionName(view.action);
    if (action === 'debug') return;
    if (action === 'set_fact' || action === 'include_vars') {
      for (const [name, value] of facts) this.#carried.set(name, value);
      return;
    }
    const known = this.#carried.get('ansible_facts') ?? this.#variables.get('ansible_facts');
    const merged = known instanceof Dict ? known.copy() : new Dict();
    for (const [name, value] of namespacedFacts(facts)) merged.set(name, value);
    this.#carried.set('ansible_facts', merged);
    if (services.setting('INJECT_FACTS_AS_VARS') === false) return;
    for (const [name, value] of injectedFacts(facts)) this.#carried.set(name, value);
  }

  /** The result of the whole loop, as `TaskExecutor.run` puts it together. */
  #summary(): TaskOutcome {
    const results = this.#outcomes.map((outcome) => outcome.result);
    const whole = Dict.of({ results });
    whole.set(
      'skipped',
      results.every((result) => isSkipped(result)),
    );
    if (results.some((result) => isTruthy(result.get('_ansible_no_log') ?? false)))
      whole.set('_ansible_no_log', true);
    if (results.some((result) => isTruthy(result.get('changed') ?? false))) whole.set('changed', true);
    else whole.set('changed', false);
    const failed = this.#outcomes.filter(({ result }) => isFailed(result));
    const unreachable = this.#outcomes.filter(({ result }) => isUnreachable(result));
    if (failed.length > 0) whole.set('failed', true);
    if (unreachable.length > 0) whole.set('unreachable', true);
    whole.set(
      'msg',
      whole.get('skipped') === true
        ? 'All items skipped'
        : failed.length > 0
          ? 'One or more items failed'
          : 'All items completed',
    );
    for (const name of ['warnings', 'deprecations', notedDeprecationsKey]) this.#gather(whole, results, name);
    gatherWarningDetails(whole, results);
    return {
      ...outcomeBase(this.#fields),
      view: viewOfResult(this.#fields.view, whole),
      result: whole,
      error: failed[0]?.error ?? unreachable[0]?.error,
      ignoreErrors: failed.length > 0 && failed.every(({ ignoreErrors }) => ignoreErrors),
      ignoreUnreachable:
        unreachable.length > 0 && unreachable.every(({ ignoreUnreachable }) => ignoreUnreachable),
      isLoop: true,
      items: this.#outcomes,
    };
  }

  #gather(whole: Dict, results: readonly Dict[], name: string): void {
    const all: Value[] = [];
    for (const result of results) {
      const listed = result.get(name);
      if (listed === undefined) continue;
      appendAll(all, Array.isArray(listed) ? listed : [listed]);
      result.delete(name);
    }
    if (all.length > 0) whole.set(name, all);
  }

  #warnOfUsedName({ loopVar, loopVarOrigin }: LoopControl): void {
    const message = `The loop variable '${loopVar}' is already in use.`;
    const help =
      'You should set the `loop_var` value in the `loop_control` option for the task to something else to avoid ' +
      'variable collisions and unexpected behavior.';
    this.#fields.services.emit(
      loopVarOrigin
        ? { kind: 'warning', message, origin: loopVarOrigin, help }
        : { kind: 'warning', message: `${message}\nOrigin: <unknown>\n\n${loopVar}\n\n${help}` },
    );
  }
}

/** Ansible goes by the name as it was written: one that a template gives isn't looked at. */
function isInventoryTask({ action }: Task): boolean {
  return typeof action === 'string' && ['add_host', 'group_by'].includes(shortActionName(action));
}

function loopVariables(item: Value, index: number, items: readonly Value[], control: LoopControl): Dict {
  const loop = Dict.of({ ansible_loop_var: control.loopVar, [control.loopVar]: item });
  const place = valueOriginOf(items, index);
  if (place) recordMemberOrigin(loop, control.loopVar, undefined, place);
  if (control.indexVar !== undefined) {
    loop.set('ansible_index_var', control.indexVar);
    loop.set(control.indexVar, index);
  }
  if (control.extended)
    loop.set('ansible_loop', extendedLoopVariable(items, index, control.extendedAllItems));
  return loop;
}

function loopResultMembers(loop: Dict, control: LoopControl, item: Value, index: number): [string, Value][] {
  const members: [string, Value][] = [
    [control.loopVar, item],
    ['ansible_loop_var', control.loopVar],
  ];
  if (control.indexVar !== undefined)
    members.push([control.indexVar, index], ['ansible_index_var', control.indexVar]);
  const extended = loop.get('ansible_loop');
  if (extended !== undefined) members.push(['ansible_loop', extended]);
  return members;
}
