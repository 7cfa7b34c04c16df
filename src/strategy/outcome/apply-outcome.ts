import type { EventSink } from '../../events/event-sink.ts';
import { withInternalKeys } from '../../events/internal-keys.ts';
import type { ResultStatus, RunEvent, ToldResult } from '../../events/run-event.ts';
import { markedFacts } from '../../actions/module-run/deprecated-members.ts';
import { warnOfReservedName } from '../../executor/reserved-name-warnings.ts';
import {
  isChanged,
  countsAsFailed,
  isSkipped,
  isUnreachable,
  type ItemOutcome,
  remarksOfItems,
  type TaskOutcome,
} from '../../executor/task-outcome.ts';
import { Dict } from '../../python/dict.ts';
import { failHost, readmit, remove, targetHosts } from '../batch-hosts.ts';
import { type FoundHandlers, notifyHandlers } from '../notifications.ts';
import { isInclude } from '../play-iterator.ts';
import type { PlayRun } from '../play-run.ts';
import { type InventoryChange, withInventoryChanges } from './inventory-change.ts';
import { registeredResult } from './registered-result.ts';
import { rememberFacts, withOwnFacts } from './remember-facts.ts';
import { rememberStatistics } from './remember-statistics.ts';
import { serializeTask } from './serialize-task.ts';

/** What was found out beforehand, because it may wait; applying the outcome may not. */
export interface OutcomeFindings {
  /** The handlers that its notifications mean. */
  readonly handlers: FoundHandlers;
  /** What its items changed in the inventory, in the items' order. */
  readonly inventory: readonly (InventoryChange | undefined)[];
}

/** An outcome while it is applied. */
interface Applying {
  readonly run: PlayRun;
  readonly outcome: TaskOutcome;
  readonly emit: EventSink;
}

/**
 * Applies a finished task: failed hosts, statistics, notifications, facts, the registered variable. All of it
 * happens synchronously, and nothing else changes the batch because of a result. Returns the events to emit.
 * Effects and events come in the order of Ansible's `_process_pending_results`.
 */
export function applyOutcome(
  run: PlayRun,
  outcome: TaskOutcome,
  findings: OutcomeFindings,
): readonly RunEvent[] {
  const events: RunEvent[] = [];
  const applying = { run, outcome, emit: (event: RunEvent) => void events.push(event) };
  const { result, host } = outcome;
  const hasFailed = countsAsFailed(result);
  if (hasFailed) fail(applying);
  else if (isUnreachable(result)) unreachable(applying);
  else if (isSkipped(result)) {
    run.statistics.count(host, 'skipped');
    emitResult(applying, 'skipped', false);
  } else {
    const changed = { ...applying, outcome: withInventoryChanges(outcome, findings.inventory) };
    succeed(changed, findings, isChanged(result));
    const shown = { ...applying, outcome: withOwnFacts(changed.outcome) };
    tellSuccess(shown);
    remember(shown, true);
    return events;
  }
  remember(applying, hasFailed);
  return events;
}

function fail(applying: Applying): void {
  const { run, outcome } = applying;
  const { host, result, remarks } = outcome;
  const { iterator, statistics, services } = run;
  if (outcome.ignoreErrors) {
    statistics.count(host, 'ok');
    statistics.count(host, 'ignored');
    if (isChanged(result)) statistics.count(host, 'changed');
    emitResult(applying, 'failed', true);
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
      Dict.of({
        ansible_failed_task: serializeTask(run, outcome),
        ansible_failed_result: withInternalKeys(result, remarks, remarksOfItems(outcome)),
      }),
    );
  } else statistics.count(host, 'failures');
  emitResult(applying, 'failed', false);
}

function unreachable(applying: Applying): void {
  const { run, outcome } = applying;
  const { host } = outcome;
  if (outcome.ignoreUnreachable) {
    run.statistics.count(host, 'ok');
    run.statistics.count(host, 'ignored');
  } else {
    run.unreachable.add(host);
    remove(run.context, host);
    run.statistics.count(host, 'unreachable');
  }
  emitResult(applying, 'unreachable', outcome.ignoreUnreachable);
}

/**
 * Applies what a success brings: notifications, facts, statistics.
 * @param hadChanged whether the task had changed something before the inventory's changes were known
 */
function succeed(applying: Applying, { handlers, inventory }: OutcomeFindings, hadChanged: boolean): void {
  const { run, outcome, emit } = applying;
  let notifies = hadChanged;
  for (const [index, item] of outcome.items.entries()) {
    const { result } = item;
    if (notifies) notifyHandlers(run, outcome.host, { topics: item.notify, handlers, emit });
    if (inventory[index]) {
      if (outcome.isLoop) tellItem(applying, item);
      notifies ||= isChanged(result);
    }
    const facts = markedFacts(item);
    if (facts instanceof Dict) rememberFacts(run, outcome, { item, facts, emit });
    const statistics = result.get('ansible_stats');
    if (statistics instanceof Dict) rememberStatistics(run, outcome, statistics);
  }
}

/** Emits the result of an item of a looped add_host or group_by, whose `changed` is known only now. */
function tellItem({ outcome, emit }: Applying, { result, remarks }: ItemOutcome): void {
  const { view: task, host } = outcome;
  emit({ kind: 'item-result', task, host, status: 'ok', result, remarks, ignored: false });
}

function tellSuccess(applying: Applying): void {
  const { run, outcome, emit } = applying;
  const { result, host, task } = outcome;
  if (result.has('diff') && outcome.view.diff) emit({ kind: 'diff', ...toldResult(outcome) });
  if (!isInclude(task)) {
    run.statistics.count(host, 'ok');
    if (isChanged(result)) run.statistics.count(host, 'changed');
  }
  emitResult(applying, 'ok', false);
}

/** Registers the result, and marks the task's role as begun. */
function remember({ run, outcome, emit }: Applying, ran: boolean): void {
  const { host, task } = outcome;
  if (outcome.register !== undefined) {
    warnOfReservedName(outcome.register, emit, task.registerOrigin);
    const registered = registeredResult(outcome);
    for (const target of targetHosts(run, outcome))
      run.services.memory.setVariables(target, new Dict([[outcome.register, registered]]));
  }
  const role = task.role;
  if (role && ran) run.iterator.markRoleStarted(role, host);
}

function emitResult({ outcome, emit }: Applying, status: ResultStatus, ignored: boolean): void {
  emit({ kind: 'host-result', ...toldResult(outcome), status, ignored, error: outcome.error });
}

function toldResult(outcome: TaskOutcome): ToldResult {
  const { host, view: task, result, remarks } = outcome;
  return { task, host, result, remarks, items: remarksOfItems(outcome) };
}
