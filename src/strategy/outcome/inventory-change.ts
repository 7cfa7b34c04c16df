import { withInternalKeys } from '../../events/internal-keys.ts';
import { evaluateConditions } from '../../executor/conditions.ts';
import {
  type ItemOutcome,
  countsAsFailed,
  isChanged,
  isSkipped,
  isUnreachable,
  type TaskOutcome,
} from '../../executor/task-outcome.ts';
import { Dict } from '../../python/dict.ts';
import type { ReadonlyDict } from '../../python/readonly-dict.ts';
import { str } from '../../python/repr.ts';
import type { Value } from '../../python/value.ts';
import type { PlayRun } from '../play-run.ts';
import { addDynamicGroup, addDynamicHost } from './dynamic-inventory.ts';

/** What add_host or group_by changed in the inventory, as `changed_when` and `failed_when` judge it. */
export interface InventoryChange {
  readonly changed: boolean;
  /** What `failed_when` says; undefined where there is none. */
  readonly failed: boolean | undefined;
}

/**
 * Adds the outcome's new hosts and groups to the inventory, and judges each item by what that changed.
 * Separate from `applyOutcome`, because conditions may wait. Returns undefined for items that add nothing.
 */
export async function changeInventory(
  run: PlayRun,
  outcome: TaskOutcome,
): Promise<readonly (InventoryChange | undefined)[]> {
  const { result, items } = outcome;
  const changes: (InventoryChange | undefined)[] = [];
  if (countsAsFailed(result) || isUnreachable(result) || isSkipped(result)) return changes;
  for (const item of items) {
    const changed = changedBy(run, outcome.host, item);
    changes.push(changed === undefined ? undefined : await judge(run, outcome, item, changed));
  }
  return changes;
}

function changedBy(run: PlayRun, host: string, { result }: ItemOutcome): boolean | undefined {
  const { inventory } = run.services;
  const newHost = result.get('add_host');
  const newGroup = result.get('add_group');
  if (newHost instanceof Dict) {
    const isNew = addDynamicHost(inventory, newHost);
    if (isNew) addToPlay(run.context.allHosts, str(newHost.get('host_name') ?? ''));
    return isNew;
  }
  if (newGroup === undefined) return undefined;
  return addDynamicGroup(inventory, host, str(newGroup), parentGroups(result));
}

/** Returns the outcome with what its items changed in the inventory. */
export function withInventoryChanges(
  outcome: TaskOutcome,
  changes: readonly (InventoryChange | undefined)[],
): TaskOutcome {
  if (!changes.some((change) => change)) return outcome;
  const items = outcome.items.map((item, index) => withInventoryChange(item, changes[index]));
  const [only] = items;
  if (!outcome.isLoop) return only ? { ...outcome, items, result: only.result } : outcome;
  const result = outcome.result.copy().set(
    'results',
    items.map((item) => item.result.copy()),
  );
  const hasChanged = items.some((item, index) => changes[index] && isChanged(item.result));
  return { ...outcome, items, result: hasChanged ? result.set('changed', true) : result };
}

function withInventoryChange(item: ItemOutcome, change: InventoryChange | undefined): ItemOutcome {
  if (!change) return item;
  const result = item.result.copy().set('changed', change.changed);
  if (change.failed === undefined) return { ...item, result };
  return { ...item, result: result.set('failed_when_result', change.failed).set('failed', change.failed) };
}

/** Adds a new host to `ansible_play_hosts` at once, whether or not the play's pattern matches it. */
function addToPlay(allHosts: string[], host: string): void {
  if (!allHosts.includes(host)) allHosts.push(host);
}

function parentGroups(result: ReadonlyDict): string[] {
  const parents = result.get('parent_groups');
  return Array.isArray(parents) ? parents.map(str) : [];
}

/** Evaluates the conditions again, with `changed` as it is now: the first time it was not known yet. */
async function judge(
  run: PlayRun,
  outcome: TaskOutcome,
  item: ItemOutcome,
  changed: boolean,
): Promise<InventoryChange> {
  const changedWhen = conditionsOf(outcome, 'changed_when');
  const failedWhen = conditionsOf(outcome, 'failed_when');
  const judged = withInternalKeys(item.result, item.remarks).set('changed', changed);
  if (changedWhen.length > 0) judged.set('changed', await holds(run, outcome, judged, changedWhen));
  const failed = failedWhen.length > 0 ? await holds(run, outcome, judged, failedWhen) : undefined;
  return { changed: judged.get('changed') === true, failed };
}

function conditionsOf({ task }: TaskOutcome, keyword: 'changed_when' | 'failed_when'): readonly Value[] {
  const written = task.own(keyword);
  return written === undefined ? [] : Array.isArray(written) ? written : [written];
}

async function holds(
  run: PlayRun,
  { task, host, isLoop, register }: TaskOutcome,
  result: Dict,
  conditions: readonly Value[],
): Promise<boolean> {
  const above = isLoop ? result.copy() : new Dict();
  if (register !== undefined) above.set(register, result);
  return run.services.engine.jobs.run(() => {
    const templar = run.scope.templar(run.scope.variables(host, task).with(above), task);
    return evaluateConditions(conditions, templar, task.origin).holds;
  });
}
