import { MitorunError } from '../errors/mitorun-error.ts';
import { ordinaryEffects } from '../actions/effects.ts';
import { noRemarks, type Remarks } from '../events/remarks.ts';
import type { TaskView } from '../events/run-event.ts';
import { Dict } from '../python/dict.ts';
import type { Value } from '../python/value.ts';
import type { LayeredVariables } from '../vars/layered-variables.ts';
import { earlyFailureOf, stackOf } from './failure-result.ts';
import { DiscoveryReport } from './interpreter-discovery.ts';
import { Item } from './lane/item.ts';
import { runItem } from './lane/run-item.ts';
import { loopItems } from './loop-items.ts';
import { LoopRun } from './loop-run.ts';
import { outcomeBase, viewOfResult } from './outcome-base.ts';
import type { HostTaskFields, RunningTask } from './running-task.ts';
import { TaskKeywords } from './task-keywords.ts';
import type { ItemOutcome, TaskOutcome } from './task-outcome.ts';

/** Runs a task on one host and gives its outcome; item results are emitted as they come. Never rejects for a failing task. */
export async function runTask(fields: HostTaskFields): Promise<TaskOutcome> {
  const foreign = fields.services.foreign.open();
  try {
    return await runItems({ ...fields, foreign, discovery: new DiscoveryReport() });
  } catch (error) {
    const { services, host, span } = fields;
    if (services.signal.aborted) throw error;
    const stack = stackOf(error);
    if (stack !== undefined) services.emit({ kind: 'message', text: stack, verbosity: 3, host }, span);
    return await earlyOutcome(fields, error);
  } finally {
    foreign.close();
  }
}

async function runItems(fields: RunningTask): Promise<TaskOutcome> {
  const { scope, host, task, edits } = fields;
  const { jobs } = fields.services.engine;
  const known = (): LayeredVariables => {
    const now = scope.variables(host, task);
    return edits ? now.with(edits.variables) : now;
  };
  // Vars plug-ins may have to be asked, and names of `vars_files` be rendered.
  const variables = await jobs.run(known);
  let items: Value[] | undefined;
  let loopError: MitorunError | undefined;
  try {
    items = await jobs.run(() => loopItems(task, scope.templar(variables, task)));
  } catch (error) {
    // A condition that does not hold makes a broken loop irrelevant, so an undefined variable waits for the
    // condition. Any other error fails the task at once; its message does not mention the task.
    if (!(error instanceof MitorunError) || error.code !== 'TEMPLATE_UNDEFINED') throw error;
    loopError = error;
  }
  if (items === undefined) return single(fields, known, loopError);
  if (items.length === 0) return emptyLoop(fields);
  return new LoopRun(fields, known, variables, items).run();
}

/** Fails the task as a whole. The error's message does not mention the task. */
async function earlyOutcome(fields: HostTaskFields, error: unknown): Promise<TaskOutcome> {
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
      // Where `no_log` cannot be read, the result is hidden.
      noLog: orElse(true, () => keywords.boolean('no_log')),
    };
  });
  const remarks = noLog ? { ...noRemarks, noLog } : noRemarks;
  const item: ItemOutcome = {
    result,
    remarks,
    error: report,
    notify: [],
    delegatedTo: undefined,
    delegateFacts: false,
    ignoreErrors,
    ignoreUnreachable: false,
    include: undefined,
    effects: ordinaryEffects,
  };
  return {
    ...outcomeBase(fields),
    result,
    remarks,
    error: report,
    ignoreErrors: item.ignoreErrors,
    ignoreUnreachable: false,
    isLoop: false,
    items: [item],
  };
}

/** Reads a keyword of a task that has failed already. Returns `otherwise` where reading it throws. */
function orElse(otherwise: boolean, read: () => boolean): boolean {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

async function single(
  fields: RunningTask,
  known: () => LayeredVariables,
  loopError: MitorunError | undefined,
): Promise<TaskOutcome> {
  const item = await fields.span.within('item', '1', (span) =>
    runItem(new Item(fields, span, known), loopError),
  );
  const { remarks } = item;
  const result = item.result.has('changed') ? item.result : item.result.copy().set('changed', false);
  return {
    ...outcomeBase(fields),
    view: viewOfPlugin(viewOfResult(fields.view, remarks), remarks),
    result,
    remarks,
    error: item.error,
    ignoreErrors: item.ignoreErrors,
    ignoreUnreachable: item.ignoreUnreachable,
    isLoop: false,
    items: [{ ...item, result }],
  };
}

/**
 * Lets an action plug-in decide whether its diff is shown. Not in a loop: there Ansible gives the plug-in a
 * copy of the task, and so never sees the decision.
 */
function viewOfPlugin(view: TaskView, { showsDiff: diff }: Remarks): TaskView {
  return diff === undefined ? view : { ...view, diff };
}

function emptyLoop(fields: HostTaskFields): TaskOutcome {
  const result = Dict.of({
    changed: false,
    skipped: true,
    skipped_reason: 'No items in the list',
    results: [],
  });
  return {
    ...outcomeBase(fields),
    result,
    remarks: noRemarks,
    error: undefined,
    ignoreErrors: false,
    ignoreUnreachable: false,
    isLoop: true,
    items: [],
  };
}
