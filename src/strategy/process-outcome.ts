import { shortActionName } from '../actions/action-registry.ts';
import { markDeprecated } from '../actions/module-run/deprecated-members.ts';
import { evaluateConditions } from '../executor/conditions.ts';
import {
  isChanged,
  countsAsFailed,
  isSkipped,
  isUnreachable,
  type ItemOutcome,
  type TaskOutcome,
} from '../executor/task-outcome.ts';
import type { PlayContext } from '../executor/play-context.ts';
import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import { isTruthy } from '../python/truth.ts';
import type { Value } from '../python/value.ts';
import { isInjectableFact } from '../vars/fact-names.ts';
import { placeOfFact, warnOfReservedName, warnOfReservedNames } from '../executor/reserved-name-warnings.ts';
import { addDynamicGroup, addDynamicHost } from './inventory-changes.ts';
import { registeredResult } from './registered-result.ts';
import { serializeTask } from './serialize-task.ts';
import { isInclude } from './play-iterator.ts';
import { type FoundHandlers, notifyHandlers } from './notifications.ts';
import type { PlayRun } from './play-run.ts';

/**
 * What a finished task changes: failed hosts, statistics, notifications, new hosts, facts, the registered variable. The
 * order of these, and of the events, is that of Ansible's `_process_pending_results`. Gives a promise where a condition of
 * add_host or group_by waits.
 * @param handlers those that the outcome's notifications mean
 */
export function processOutcome(
  run: PlayRun,
  outcome: TaskOutcome,
  handlers: FoundHandlers,
): void | Promise<void> {
  const { result, host } = outcome;
  const hasFailed = countsAsFailed(result);
  if (hasFailed) {
    fail(run, outcome);
  } else if (isUnreachable(result)) {
    unreachable(run, outcome);
  } else if (isSkipped(result)) {
    run.statistics.count(host, 'skipped');
    emitResult(run, outcome, 'skipped', false);
  } else {
    const took = inTurn(outcome.items, (item) => succeed(run, outcome, item, handlers));
    return then(took, () => {
      tellSuccess(run, outcome);
      remember(run, outcome, true);
    });
  }
  remember(run, outcome, hasFailed);
}

/** One after the other, each when the one before is done; without a promise where none gives one. */
function inTurn<T>(
  items: readonly T[],
  work: (item: T) => void | Promise<void>,
  from = 0,
): void | Promise<void> {
  for (const [index, item] of items.entries()) {
    if (index < from) continue;
    const done = work(item);
    if (done instanceof Promise) return done.then(() => inTurn(items, work, index + 1));
  }
}

function then(done: void | Promise<void>, next: () => void | Promise<void>): void | Promise<void> {
  return done instanceof Promise ? done.then(next) : next();
}

function tellSuccess(run: PlayRun, outcome: TaskOutcome): void {
  const { result, host, task } = outcome;
  if (result.has('diff') && outcome.view.diff) run.emit({ kind: 'diff', task: outcome.view, host, result });
  if (!isInclude(task)) {
    run.statistics.count(host, 'ok');
    if (isChanged(result)) run.statistics.count(host, 'changed');
  }
  emitResult(run, outcome, 'ok', false);
}

/** What is registered, and that the task's role has begun. */
function remember(run: PlayRun, outcome: TaskOutcome, ran: boolean): void {
  const { result, host, task } = outcome;
  if (outcome.register !== undefined) {
    warnOfReservedName(outcome.register, run.emit, task.registerOrigin);
    const registered = registeredResult(result);
    for (const target of targetHosts(run, outcome))
      run.services.memory.setVariables(target, new Dict([[outcome.register, registered]]));
  }
  const role = task.role;
  if (role && ran) run.iterator.markRoleStarted(role, host);
}

function emitResult(
  run: PlayRun,
  outcome: TaskOutcome,
  status: 'ok' | 'failed' | 'skipped' | 'unreachable',
  ignored: boolean,
): void {
  const { host, view, result, error } = outcome;
  run.emit({ kind: 'host-result', host, task: view, status, result, ignored, error });
}

function fail(run: PlayRun, outcome: TaskOutcome): void {
  const { host, result } = outcome;
  const { iterator, statistics, services } = run;
  if (outcome.ignoreErrors) {
    statistics.count(host, 'ok');
    statistics.count(host, 'ignored');
    if (isChanged(result)) statistics.count(host, 'changed');
    emitResult(run, outcome, 'failed', true);
    return;
  }
  const rescuing = iterator.cursor(host).isRescuing;
  const failing = outcome.runOnce ? run.context.batch.filter((other) => !run.unreachable.has(other)) : [host];
  for (const other of failing) failHost(run, other);
  if (rescuing) {
    statistics.count(host, 'rescued');
    readmit(run.context, host);
    services.memory.setVariables(
      host,
      Dict.of({ ansible_failed_task: serializeTask(run, outcome), ansible_failed_result: result }),
    );
  } else statistics.count(host, 'failures');
  emitResult(run, outcome, 'failed', false);
}

/** Takes back one removal: a host that was removed twice stays away, as in Ansible. */
export function readmit(context: PlayContext, host: string): void {
  const at = context.removed.indexOf(host);
  if (at >= 0) context.removed = context.removed.toSpliced(at, 1);
}

/** Takes a host out of `ansible_play_hosts`. */
export function remove(context: PlayContext, host: string): void {
  context.removed = [...context.removed, host];
}

/** Fails a host: it goes on in rescue or always where there is one, else it is out. */
export function failHost(run: PlayRun, host: string): void {
  const cursor = run.iterator.cursor(host);
  cursor.fail();
  remove(run.context, host);
  if (cursor.hasFailed && run.iterator.peek(host).task === undefined) run.failed.add(host);
}

function unreachable(run: PlayRun, outcome: TaskOutcome): void {
  const { host } = outcome;
  if (outcome.ignoreUnreachable) {
    run.statistics.count(host, 'ok');
    run.statistics.count(host, 'ignored');
  } else {
    run.unreachable.add(host);
    remove(run.context, host);
    run.statistics.count(host, 'unreachable');
  }
  emitResult(run, outcome, 'unreachable', outcome.ignoreUnreachable);
}

function succeed(
  run: PlayRun,
  outcome: TaskOutcome,
  item: ItemOutcome,
  handlers: FoundHandlers,
): void | Promise<void> {
  if (isChanged(outcome.result)) notifyHandlers(run, outcome.host, item.notify, handlers);
  return then(changeInventory(run, outcome, item), () => rememberData(run, outcome, item));
}

function rememberData(run: PlayRun, outcome: TaskOutcome, item: ItemOutcome): void {
  const { result } = item;
  const facts = markDeprecated(result, 'ansible_facts');
  if (facts instanceof Dict) rememberFacts(run, outcome, item, facts);
  const stats = result.get('ansible_stats');
  if (stats instanceof Dict) rememberStats(run, outcome, stats);
}

/** `ansible_play_hosts` has a new host at once, whether the play's pattern names it or not. */
function addToPlay(allHosts: string[], host: string): void {
  if (!allHosts.includes(host)) allHosts.push(host);
}

/** `changed` of add_host and group_by is known only here, where the inventory is changed. */
function changeInventory(run: PlayRun, outcome: TaskOutcome, { result }: ItemOutcome): void | Promise<void> {
  const { inventory } = run.services;
  const newHost = result.get('add_host');
  const newGroup = result.get('add_group');
  if (newHost instanceof Dict) {
    const isChanged = addDynamicHost(inventory, newHost);
    result.set('changed', isChanged);
    if (isChanged) addToPlay(run.context.allHosts, str(newHost.get('host_name') ?? ''));
  } else if (newGroup !== undefined)
    result.set('changed', addDynamicGroup(inventory, outcome.host, str(newGroup), parentGroups(result)));
  else return;
  return then(judgeAgain(run, outcome, result), () => tellChange(run, outcome, result));
}

function tellChange(run: PlayRun, outcome: TaskOutcome, result: Dict): void {
  if (!outcome.isLoop) return;
  run.emit({
    kind: 'item-result',
    task: outcome.view,
    host: outcome.host,
    status: 'ok',
    result,
    ignored: false,
  });
  if (isChanged(result)) outcome.result.set('changed', true);
}

/** `changed_when` and `failed_when` saw the result before `changed` was known; they have the last word. */
function judgeAgain(
  run: PlayRun,
  { task, host, isLoop, register }: TaskOutcome,
  result: Dict,
): void | Promise<void> {
  const conditions = (keyword: string): Value[] => {
    const written = task.own(keyword);
    return written === undefined ? [] : Array.isArray(written) ? written : [written];
  };
  const [changedWhen, failedWhen] = [conditions('changed_when'), conditions('failed_when')];
  if (changedWhen.length + failedWhen.length === 0) return;
  const above = isLoop ? result.copy() : new Dict();
  if (register !== undefined) above.set(register, result);
  const { jobs } = run.services.engine;
  const holds = (written: Value[]): boolean | Promise<boolean> =>
    jobs.run(() => {
      const templar = run.scope.templar(run.scope.variables(host, task).with(above), task);
      return evaluateConditions(written, templar, task.origin).holds;
    });
  const judged = (written: Value[], note: (held: boolean) => void): void | Promise<void> => {
    if (written.length === 0) return;
    const held = holds(written);
    return held instanceof Promise ? held.then(note) : note(held);
  };
  return then(
    judged(changedWhen, (changed) => void result.set('changed', changed)),
    () =>
      judged(failedWhen, (failed) => {
        result.set('failed_when_result', failed);
        result.set('failed', failed);
      }),
  );
}

function parentGroups(result: Dict): string[] {
  const parents = result.get('parent_groups');
  return Array.isArray(parents) ? parents.map(str) : [];
}

/** The hosts that a result counts for: all of the batch for `run_once`, else the one it ran on. */
function targetHosts(run: PlayRun, outcome: TaskOutcome): string[] {
  return outcome.runOnce ? run.context.batch.filter((host) => !run.unreachable.has(host)) : [outcome.host];
}

function rememberFacts(run: PlayRun, outcome: TaskOutcome, item: ItemOutcome, facts: Dict): void {
  const { memory } = run.services;
  const action = shortActionName(outcome.view.action);
  if (action === 'debug') return;
  const delegated = item.delegatedTo !== undefined && item.delegateFacts;
  const targets =
    delegated && item.delegatedTo !== undefined ? [item.delegatedTo] : targetHosts(run, outcome);
  if (item.delegatedTo !== undefined && !delegated) keepInterpreterWithDelegate(run, item.delegatedTo, facts);
  const args = action === 'set_fact' ? outcome.task.args : undefined;
  warnOfReservedNames(facts, run.emit, { placeOf: (name) => placeOfFact(facts, args, name) });
  if (
    action !== 'set_fact' &&
    action !== 'include_vars' &&
    run.services.setting('INJECT_FACTS_AS_VARS') !== false
  )
    warnOfRestrictedFacts(run, facts);
  const cacheable = isTruthy(item.result.get('_ansible_facts_cacheable') ?? false);
  item.result.delete('_ansible_facts_cacheable');
  for (const target of targets) {
    if (action === 'include_vars') memory.includeVariables(target, facts);
    else {
      if (action !== 'set_fact' || cacheable) memory.addFacts(target, facts);
      if (action === 'set_fact') memory.setVariables(target, facts);
    }
  }
}

/** Facts that would change how a host is reached stay in `ansible_facts` alone. */
function warnOfRestrictedFacts(run: PlayRun, facts: Dict): void {
  for (const name of facts.keys()) {
    if (typeof name !== 'string' || isInjectableFact(name) || name === 'ansible_facts') continue;
    run.emit({ kind: 'warning', message: `Removed restricted key from module data: ${name}` });
  }
}

/** What was discovered of a delegate's Python belongs to the delegate, whoever asked. */
function keepInterpreterWithDelegate(run: PlayRun, delegate: string, facts: Dict): void {
  for (const [name, value] of facts) {
    if (!str(name).startsWith('discovered_interpreter_')) continue;
    facts.delete(name);
    run.services.memory.addFacts(delegate, new Dict([[name, value]]));
  }
}

function rememberStats(run: PlayRun, outcome: TaskOutcome, stats: Dict): void {
  const data = stats.get('data');
  if (!(data instanceof Dict)) return;
  const perHost = isTruthy(stats.get('per_host') ?? true);
  const aggregate = isTruthy(stats.get('aggregate') ?? false);
  const owners: (string | undefined)[] = perHost ? targetHosts(run, outcome) : [undefined];
  for (const owner of owners) {
    for (const [name, value] of data) run.statistics.addCustom(owner, str(name), value as Value, aggregate);
  }
}
