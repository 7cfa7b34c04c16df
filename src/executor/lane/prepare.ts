import type { Action } from '../../actions/action.ts';
import { ordinaryEffects } from '../../actions/effects.ts';
import type { ForeignTask } from '../../actions/foreign-connection.ts';
import { normal } from '../../actions/normal.ts';
import { MitorunError } from '../../errors/mitorun-error.ts';
import type { Task } from '../../playbook/model.ts';
import type { Dict } from '../../python/dict.ts';
import { OMIT } from '../../python/omit.ts';
import { str } from '../../python/repr.ts';
import type { Value } from '../../python/value.ts';
import type { Templar } from '../../template/templar.ts';
import { type Outcome, resultOf } from '../../template/waiting/outcome.ts';
import { ConnectionOptions } from '../connection-options.ts';
import { resolveConnection, type TaskConnection } from '../route/resolve-connection.ts';
import { delegateVariables } from '../delegation.ts';
import { foreignTask } from '../foreign-task.ts';
import { moduleDefaults, resolvedName } from '../module-defaults.ts';
import { writtenTask } from '../running-task.ts';
import { type ArgumentSurroundings, finalizeArguments, fullActionName } from '../task-arguments.ts';
import { collectionsOf } from '../task-collections.ts';
import { TaskKeywords } from '../task-keywords.ts';
import { refuseUnfollowedRouting } from '../unfollowed-routing.ts';
import type { Item } from './item.ts';
import type { ItemScope } from './item-scope.ts';

/** An item with everything decided that its tries have in common. */
export interface PreparedItem {
  readonly scope: ItemScope;
  readonly action: string;
  readonly implementation: Action;
  readonly args: Dict;
  readonly connection: () => TaskConnection;
  /** Where it takes plug-ins that are only there in Python. */
  readonly foreign: ForeignTask | undefined;
  readonly repetition: Repetition;
}

/** `until`, `retries` and `delay`. */
interface Repetition {
  /** How often the item may be tried. */
  readonly tries: number;
  /** Seconds between two tries. */
  readonly delay: number;
  /** When to stop; without a condition, at the first success. */
  readonly until: readonly Value[] | undefined;
}

/**
 * The second phase: finds the action, renders its arguments, decides the route. An action on the controller
 * decides the route when it first asks for it. Throws what rendering throws; `connection` throws what is
 * wrong with the route.
 */
export async function prepare(item: Item, scope: ItemScope): Promise<PreparedItem> {
  const { services, task } = item.running;
  const { keywords, templar } = scope;
  await templar.inJob(() => keywords.debugger());
  const action = await templar.inJob(() => actionName(task, templar));
  const implementation = (await services.actions.find(action, collectionsOf(task))) ?? normal;
  item.effects = { ...ordinaryEffects, ...implementation.effects };
  const args = await templar.inJob(() =>
    finalizeArguments(writtenTask(item.running), templar, {
      action: () => resolvedName(action, services, collectionsOf(task)) ?? fullActionName(action),
      takesRawParams: implementation.takesRawParams ?? false,
      unrendered: implementation.unrenderedArguments ?? new Set(),
      rendersNames: implementation.rendersArgumentNames ?? false,
      keepsVaults: implementation.keepsVaults ?? false,
      defaults: moduleDefaults(task, action, templar, services),
      ...argumentSurroundings(item),
    }),
  );
  // Failures from here on are reported with these arguments.
  item.args = args;
  const way = await decideWay(item, scope, implementation);
  const repetition = await templar.inJob(() => repetitionOf(keywords));
  return { scope, action, implementation, args, ...way, repetition };
}

async function decideWay(
  item: Item,
  scope: ItemScope,
  implementation: Action,
): Promise<Pick<PreparedItem, 'connection' | 'foreign'>> {
  const { services, play, host, task, scope: variables } = item.running;
  const target = scope.delegatedTo ?? host;
  const connecting = ofTarget(item, scope);
  const decide = (): TaskConnection => {
    const [around, wanted] = connecting();
    services.unreadVariables.warn(target, around, item.emit);
    const place = { target, playbookDirectory: play.directory };
    const options = new ConnectionOptions(around, wanted, services.connection);
    return resolveConnection(place, () => options);
  };
  if (implementation.isLocal === true) return { connection: onDemand(decide), foreign: undefined };
  const { templar } = scope;
  const place = { host, target, task, scope: variables, loop: item.loop };
  const foreign = await templar.inJob(() => foreignTask(services, place, ...connecting()));
  if (foreign) return { connection: onDemand(decide), foreign };
  // A fault of the route is thrown when the action asks for the route: not every action does.
  const decided = await outcomeOfJob(() => templar.inJob(decide));
  return { connection: () => resultOf(decided), foreign };
}

function repetitionOf(keywords: TaskKeywords): Repetition {
  const until = keywords.conditions('until');
  return {
    until,
    tries: 1 + Math.max(0, keywords.integer('retries') ?? (until ? 3 : 0)),
    delay: keywords.comparable('delay', '<') ?? 0,
  };
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
function ofTarget(item: Item, { keywords, templar, delegatedTo }: ItemScope): () => [Templar, TaskKeywords] {
  const { services, scope, task, host } = item.running;
  let found: [Templar, TaskKeywords] | undefined;
  return () => {
    if (!found) {
      const own =
        delegatedTo === undefined
          ? templar
          : scope.templar(delegateVariables(item.running, delegatedTo, item.loop), task);
      const wanted = delegatedTo === undefined ? keywords : new TaskKeywords(task, own, services.setting);
      refuseUnfollowedRouting(delegatedTo ?? host, own, wanted, {
        defaults: services.connection,
        overrides: (name) => services.foreign.overrides(name),
      });
      found = [own, wanted];
    }
    return found;
  };
}

export function argumentSurroundings({ running, warn }: Item): ArgumentSurroundings {
  return { factsAreVariables: running.services.setting('INJECT_FACTS_AS_VARS') !== false, warn };
}

/** The name of the action, rendered where it is a template. Throws MitorunError PARSER for one that is omitted. */
export function actionName({ action, origin }: Task, templar: Templar): string {
  if (typeof action === 'string') return action;
  const rendered = templar.render(action);
  if (rendered === OMIT)
    throw new MitorunError('PARSER', 'Omit is not valid for the `action` keyword.', { origin });
  return str(rendered);
}
