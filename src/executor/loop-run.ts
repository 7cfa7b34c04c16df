import { setTimeout as sleep } from 'node:timers/promises';
import type { ActionEffects } from '../actions/effects.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import type { Task } from '../playbook/model.ts';
import { appendAll } from '../python/append-all.ts';
import { Dict } from '../python/dict.ts';
import { OMIT } from '../python/omit.ts';
import { TemplateString } from '../python/template-string.ts';
import { isTruthy } from '../python/truth.ts';
import type { Value } from '../python/value.ts';
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
import { gatherWarningDetails, notedDeprecationsKey } from './task-messages.ts';
import {
  countsAsFailed,
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
  /** What earlier items registered and set: later ones see it before the host's own variables do. */
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
      if (await this.#runItem(item, index, control)) break;
    }
    return this.#summary();
  }

  /** Runs one item; true where `break_when` ends the loop. */
  async #runItem(item: Value, index: number, control: LoopControl): Promise<boolean> {
    const { scope, task, view, host, services } = this.#fields;
    const loop = loopVariables(item, index, this.#items, control);
    const variables = (): LayeredVariables => this.#known().with(loop, this.#carried);
    const outcome = await runItem(new Item(this.#fields, variables, loop), undefined);
    const { result } = outcome;
    const register = task.own('register');
    if (typeof register === 'string') {
      loop.set(register, result);
      this.#carried.set(register, result);
    }
    const facts = result.get('ansible_facts');
    if (facts instanceof Dict) this.#carryFacts(facts, outcome.effects);
    for (const [name, value] of loopResultMembers(loop, control, item, index)) result.set(name, value);
    result.set('_ansible_item_result', true);
    result.set('_ansible_ignore_errors', outcome.ignoreErrors);
    result.set('_ansible_ignore_unreachable', outcome.ignoreUnreachable);
    const templar = await services.engine.jobs.run(() => scope.templar(variables(), task));
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
    if (!isToldLater(task, outcome.effects) || countsAsFailed(result) || isSkipped(result)) {
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
    const results = this.#outcomes.map((outcome) => outcome.result);
    const skipped = results.every((result) => isSkipped(result));
    const whole = Dict.of({ results, skipped });
    const failed = this.#outcomes.filter(({ result }) => isFailed(result));
    const unreachable = this.#outcomes.filter(({ result }) => isUnreachable(result));
    // In the order in which Ansible comes upon them, which templates that list the members see.
    for (const result of results) {
      if (isTruthy(result.get('_ansible_no_log') ?? false)) whole.set('_ansible_no_log', true);
      if (isTruthy(result.get('changed') ?? false)) whole.set('changed', true);
      if (isFailed(result)) whole.set('failed', true).set('msg', 'One or more items failed');
      if (isUnreachable(result)) whole.set('unreachable', true);
    }
    if (failed.length === 0) whole.set('msg', 'All items completed');
    if (skipped) whole.set('msg', 'All items skipped');
    if (!whole.has('changed')) whole.set('changed', false);
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

/**
 * Whether the item's result is told when the inventory has been changed. Ansible goes by the action's name as it was written: one
 * that a template gives isn't looked at.
 */
function isToldLater({ action }: Task, effects: ActionEffects): boolean {
  return typeof action === 'string' && effects.inventory;
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
