import { setTimeout as sleep } from 'node:timers/promises';
import type { ActionEffects } from '../actions/effects.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import { withInternalKeys } from '../events/internal-keys.ts';
import type { ResultRemarks } from '../events/remarks.ts';
import type { Span } from '../events/span.ts';
import type { Task } from '../playbook/model.ts';
import { appendAll } from '../python/append-all.ts';
import { Dict } from '../python/dict.ts';
import { OMIT } from '../python/omit.ts';
import { TemplateString } from '../python/template-string.ts';
import type { Value } from '../python/value.ts';
import type { Templar } from '../template/templar.ts';
import { omittedScalar } from '../template/omitted-scalar.ts';
import { injectedFacts, namespacedFacts } from '../vars/fact-names.ts';
import type { LayeredVariables } from '../vars/layered-variables.ts';
import { recordMemberOrigin, valueOriginOf } from '../yaml/origins.ts';
import { evaluateConditions } from './conditions.ts';
import { Item } from './lane/item.ts';
import { runItem } from './lane/run-item.ts';
import { extendedLoopVariable, type LoopControl, loopControl } from './loop-items.ts';
import { outcomeBase, viewOfResult } from './outcome-base.ts';
import type { RunningTask } from './running-task.ts';
import {
  countsAsFailed,
  isChanged,
  isFailed,
  isSkipped,
  isUnreachable,
  type ItemOutcome,
  type TaskOutcome,
} from './task-outcome.ts';

/** A task's loop on one host, item after item. */
export class LoopRun {
  readonly #fields: RunningTask;
  readonly #known: () => LayeredVariables;
  readonly #variables: LayeredVariables;
  readonly #items: readonly Value[];
  readonly #outcomes: ItemOutcome[] = [];
  /**
   * Variables that earlier items registered and set. Later items see them at once; the host's own variables
   * get them when the task is settled.
   */
  readonly #carried = new Dict();

  /**
   * @param known gives the task's variables on this host as they are when it is called
   * @param variables the same as they were when the items were rendered
   */
  constructor(
    fields: RunningTask,
    known: () => LayeredVariables,
    variables: LayeredVariables,
    items: readonly Value[],
  ) {
    this.#fields = fields;
    this.#known = known;
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
      const isLast = await this.#fields.span.within('item', String(index + 1), (span) =>
        this.#runItem(item, index, control, span),
      );
      if (isLast) break;
    }
    return this.#summary();
  }

  /** Runs one item; true where `break_when` ends the loop. */
  async #runItem(item: Value, index: number, control: LoopControl, span: Span): Promise<boolean> {
    const { scope, task, view, host, services } = this.#fields;
    const loop = loopVariables(item, index, this.#items, control);
    const variables = (): LayeredVariables => this.#known().with(loop, this.#carried);
    const settled = await runItem(new Item(this.#fields, span, variables, loop), undefined);
    const before = ofItem(settled, loopResultMembers(loop, control, item, index));
    this.#register(before, loop);
    const facts = before.result.get('ansible_facts');
    if (facts instanceof Dict) this.#carryFacts(facts, before.effects);
    const { jobs } = services.engine;
    // Made on demand, with the variables as they are now: only a label or a condition needs it.
    const templar = (): Templar => scope.templar(variables(), task);
    const outcome = await labelled(before, item, control, (label) => jobs.run(() => templar().render(label)));
    this.#register(outcome, loop);
    this.#outcomes.push(outcome);
    const { result, remarks } = outcome;
    const shown = { task: viewOfResult(view, remarks), host, result, remarks };
    if (view.diff && !countsAsFailed(result) && !isUnreachable(result) && !isSkipped(result))
      services.emit({ kind: 'diff', ...shown }, span);
    if (!isToldLater(task, outcome.effects) || countsAsFailed(result) || isSkipped(result)) {
      const status = isUnreachable(result)
        ? 'unreachable'
        : countsAsFailed(result)
          ? 'failed'
          : isSkipped(result)
            ? 'skipped'
            : 'ok';
      const { ignoreErrors: ignored, error } = outcome;
      services.emit({ kind: 'item-result', ...shown, status, ignored, error }, span);
    }
    if (control.breakWhen.length === 0) return false;
    const { holds } = await jobs.run(() => evaluateConditions(control.breakWhen, templar(), task.origin));
    return holds;
  }

  /** Registers an item's result for later items, and for this item's own label and `break_when`. */
  #register({ result, remarks }: ItemOutcome, loop: Dict): void {
    const register = this.#fields.task.own('register');
    if (typeof register !== 'string') return;
    const registered = withInternalKeys(result, remarks);
    loop.set(register, registered);
    this.#carried.set(register, registered);
  }

  #carryFacts(facts: Dict, effects: ActionEffects): void {
    const { services } = this.#fields;
    if (effects.facts === 'shown') return;
    if (effects.facts === 'set' || effects.facts === 'included') {
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
    const items = this.#outcomes.map(withoutNotices);
    const results = items.map(({ result }) => result.copy());
    const skipped = results.every((result) => isSkipped(result));
    const whole = Dict.of({ results, skipped });
    const failed = items.filter(({ result }) => isFailed(result));
    const unreachable = items.filter(({ result }) => isUnreachable(result));
    // In the order in which Ansible comes upon them, which templates that list the members see.
    for (const result of results) {
      if (isChanged(result)) whole.set('changed', true);
      if (isFailed(result)) whole.set('failed', true).set('msg', 'One or more items failed');
      if (isUnreachable(result)) whole.set('unreachable', true);
    }
    if (failed.length === 0) whole.set('msg', 'All items completed');
    if (skipped) whole.set('msg', 'All items skipped');
    if (!whole.has('changed')) whole.set('changed', false);
    for (const name of noticeLists) this.#gather(whole, name);
    const remarks: ResultRemarks = {
      warnings: this.#outcomes.flatMap((outcome) => outcome.remarks.warnings),
      deprecations: this.#outcomes.flatMap((outcome) => outcome.remarks.deprecations),
      ...(items.some((outcome) => outcome.remarks.noLog === true) && { noLog: true }),
    };
    return {
      ...outcomeBase(this.#fields),
      view: viewOfResult(this.#fields.view, remarks),
      result: whole,
      remarks,
      error: failed[0]?.error ?? unreachable[0]?.error,
      ignoreErrors: failed.length > 0 && failed.every(({ ignoreErrors }) => ignoreErrors),
      ignoreUnreachable:
        unreachable.length > 0 && unreachable.every(({ ignoreUnreachable }) => ignoreUnreachable),
      isLoop: true,
      items,
    };
  }

  #gather(whole: Dict, name: string): void {
    const all: Value[] = [];
    for (const { result } of this.#outcomes) {
      const listed = result.get(name);
      if (listed !== undefined) appendAll(all, Array.isArray(listed) ? listed : [listed]);
    }
    if (all.length > 0) whole.set(name, all);
  }

  #warnOfUsedName({ loopVar, loopVarOrigin }: LoopControl): void {
    const message = `The loop variable '${loopVar}' is already in use.`;
    const help =
      'You should set the `loop_var` value in the `loop_control` option for the task to something else to avoid ' +
      'variable collisions and unexpected behavior.';
    const { services, span } = this.#fields;
    services.emit(
      loopVarOrigin
        ? { kind: 'warning', message, origin: loopVarOrigin, help }
        : { kind: 'warning', message: `${message}\nOrigin: <unknown>\n\n${loopVar}\n\n${help}` },
      span,
    );
  }
}

/**
 * Whether an item's result is emitted only after the inventory has been changed. Goes by the action's name as
 * it was written, as Ansible does: a name that a template gives does not count.
 */
function isToldLater({ action }: Task, effects: ActionEffects): boolean {
  return typeof action === 'string' && effects.inventory;
}

const noticeLists = ['warnings', 'deprecations'] as const;

/** Removes warnings and deprecations from an item's outcome. The loop's summary lists those of all items. */
function withoutNotices(outcome: ItemOutcome): ItemOutcome {
  const result = outcome.result.copy();
  for (const name of noticeLists) result.delete(name);
  return { ...outcome, result, remarks: { ...outcome.remarks, warnings: [], deprecations: [] } };
}

function ofItem(outcome: ItemOutcome, members: readonly [string, Value][]): ItemOutcome {
  const { ignoreErrors, ignoreUnreachable } = outcome;
  const result = outcome.result.copy();
  for (const [name, value] of members) result.set(name, value);
  return { ...outcome, result, remarks: { ...outcome.remarks, item: { ignoreErrors, ignoreUnreachable } } };
}

/**
 * Adds the item's label to its outcome: the rendered `label`, else the item itself. A label that reads
 * something undefined fails the item.
 */
async function labelled(
  outcome: ItemOutcome,
  value: Value,
  { label }: LoopControl,
  render: (label: Value) => Value | Promise<Value>,
): Promise<ItemOutcome> {
  const { ignoreErrors, ignoreUnreachable } = outcome;
  const withLabel = (shown: Value): ResultRemarks => ({
    ...outcome.remarks,
    item: { ignoreErrors, ignoreUnreachable, label: shown },
  });
  try {
    const shown = label === undefined ? value : await render(label);
    if (shown === OMIT) throw omittedScalar(label instanceof TemplateString ? label.origin : undefined);
    return { ...outcome, remarks: withLabel(shown) };
  } catch (error) {
    // Any other fault of the label fails the task as a whole.
    if (!(error instanceof MitorunError) || error.code !== 'TEMPLATE_UNDEFINED') throw error;
    const result = outcome.result.copy().set('failed', true);
    result.set('msg', `Failed to template loop_control.label: ${error.message}`);
    return { ...outcome, result, remarks: withLabel(null) };
  }
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
