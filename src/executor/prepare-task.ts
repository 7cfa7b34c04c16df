import type { Action } from '../actions/action.ts';
import type { ForeignTask } from '../actions/foreign-connection.ts';
import { normal } from '../actions/normal.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import type { Task } from '../playbook/model.ts';
import type { Dict } from '../python/dict.ts';
import { OMIT } from '../python/omit.ts';
import { str } from '../python/repr.ts';
import type { Templar } from '../template/templar.ts';
import { type Outcome, resultOf } from '../template/waiting/outcome.ts';
import { ConnectionOptions } from './connection-options.ts';
import { resolveConnection, type TaskConnection } from './route/resolve-connection.ts';
import { delegateVariables } from './delegation.ts';
import { foreignTask } from './foreign-task.ts';
import { warnOfUnreadVariables } from './unread-variables.ts';
import { moduleDefaults, resolvedName } from './module-defaults.ts';
import { type ArgumentSurroundings, finalizeArguments, fullActionName } from './task-arguments.ts';
import { collectionsOf } from './task-collections.ts';
import { TaskKeywords } from './task-keywords.ts';
import { refuseUnfollowedRouting } from './unfollowed-routing.ts';
import type { RunningTask } from './task-run.ts';

/** A task with everything about it decided for one host and item, but the action not yet run. */
export interface PreparedTask {
  readonly keywords: TaskKeywords;
  readonly templar: Templar;
  readonly action: string;
  readonly implementation: Action;
  readonly args: Dict;
  readonly delegatedTo: string | undefined;
  readonly connection: () => TaskConnection;
  /** Where it takes plug-ins that are only there in Python. */
  readonly foreign: ForeignTask | undefined;
}

/** What is known of the host, its delegate and the item. */
export interface AttemptSurroundings {
  readonly keywords: TaskKeywords;
  readonly templar: Templar;
  readonly delegatedTo: string | undefined;
  readonly loop: Dict | undefined;
  readonly warn: ArgumentSurroundings['warn'];
  /** Told of the rendered arguments at once: what fails after that is told with them. */
  readonly keepArguments: (args: Dict) => void;
}

/**
 * Finds the action, renders its arguments and decides the connection, of an action on the controller when it is first
 * asked for. Throws what rendering throws, and `connection` what is wrong with that.
 */
export async function prepareTask(fields: RunningTask, attempt: AttemptSurroundings): Promise<PreparedTask> {
  const { services, task, host, scope } = fields;
  const { keywords, templar, delegatedTo, loop } = attempt;
  const action = await templar.inJob(() => actionName(task, templar));
  const implementation = (await services.actions.find(action, collectionsOf(task))) ?? normal;
  const args = await templar.inJob(() =>
    finalizeArguments(writtenTask(fields), templar, {
      action: () => resolvedName(action, services, collectionsOf(task)) ?? fullActionName(action),
      takesRawParams: implementation.takesRawParams ?? false,
      unrendered: implementation.unrenderedArguments ?? new Set(),
      rendersNames: implementation.rendersArgumentNames ?? false,
      keepsVaults: implementation.keepsVaults ?? false,
      defaults: moduleDefaults(task, action, templar, services),
      ...argumentSurroundings(fields, attempt.warn),
    }),
  );
  attempt.keepArguments(args);
  const target = delegatedTo ?? host;
  const connecting = ofTarget(fields, attempt);
  const decide = (): TaskConnection => {
    const [around, wanted] = connecting();
    warnOfUnreadVariables(target, around, services.emit);
    const place = { target, playbookDirectory: fields.play.directory };
    const options = new ConnectionOptions(around, wanted, services.connection);
    return resolveConnection(place, () => options);
  };
  const base = { keywords, templar, action, implementation, args, delegatedTo };
  if (implementation.isLocal === true) return { ...base, connection: onDemand(decide), foreign: undefined };
  const place = { host, target, task, scope, loop };
  const foreign = await templar.inJob(() => foreignTask(services, place, ...connecting()));
  if (foreign) return { ...base, connection: onDemand(decide), foreign };
  // What is wrong with it is told when somebody asks for it: not every action does.
  const decided = await outcomeOfJob(() => templar.inJob(decide));
  return { ...base, connection: () => resultOf(decided), foreign };
}

/** Computed when it is first asked for. */
function onDemand(decide: () => TaskConnection): () => TaskConnection {
  let decided: TaskConnection | undefined;
  return () => (decided ??= decide());
}

async function outcomeOfJob<T>(job: () => T | Promise<T>): Promise<Outcome<T>> {
  try {
    return { value: await job() };
  } catch (error) {
    return { error };
  }
}

/** The target's own variables and the task's keywords for it. Throws where they lead somewhere that cannot be followed. */
function ofTarget(
  fields: RunningTask,
  { keywords, templar, delegatedTo, loop }: AttemptSurroundings,
): () => [Templar, TaskKeywords] {
  const { services, scope, task } = fields;
  let found: [Templar, TaskKeywords] | undefined;
  return () => {
    if (!found) {
      const own =
        delegatedTo === undefined
          ? templar
          : scope.templar(delegateVariables(fields, delegatedTo, loop), task);
      const wanted = delegatedTo === undefined ? keywords : new TaskKeywords(task, own, services.setting);
      refuseUnfollowedRouting(delegatedTo ?? fields.host, own, wanted, {
        defaults: services.connection,
        overrides: (name) => services.foreign.overrides(name),
      });
      found = [own, wanted];
    }
    return found;
  };
}

/** The task, or as somebody at the debugger wants it. */
export function writtenTask({ task, edits }: RunningTask): Task {
  return edits?.args === undefined ? task : task.withArgs(edits.args);
}

export function argumentSurroundings(
  { services }: RunningTask,
  warn: ArgumentSurroundings['warn'],
): ArgumentSurroundings {
  return { factsAreVariables: services.setting('INJECT_FACTS_AS_VARS') !== false, warn };
}

/** The name of the action, rendered where it is a template. Throws MitorunError PARSER for one that is omitted. */
export function actionName({ action, origin }: Task, templar: Templar): string {
  if (typeof action === 'string') return action;
  const rendered = templar.render(action);
  if (rendered === OMIT)
    throw new MitorunError('PARSER', 'Omit is not valid for the `action` keyword.', { origin });
  return str(rendered);
}
