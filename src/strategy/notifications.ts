import type { EventSink } from '../events/event-sink.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import {
  countsAsFailed,
  isChanged,
  isSkipped,
  isUnreachable,
  type TaskOutcome,
} from '../executor/task-outcome.ts';
import type { Task } from '../playbook/model.ts';
import type { ReadonlyDict } from '../python/readonly-dict.ts';
import { type PlayRun, viewOf } from './play-run.ts';

/**
 * The handlers by notification. The list is empty for a notification without a handler, which gets a warning.
 */
export type FoundHandlers = ReadonlyMap<string, readonly Task[]>;

/**
 * Finds the handlers for an outcome's notifications, and renders the handlers' names as far as that needs.
 * Separate from `notifyHandlers`, because a name may wait for a lookup. A host that is not running handlers
 * keeps its notifications for later, so one handler for each is enough. Throws MitorunError ACTION for a
 * notification without a handler (ERROR_ON_MISSING_HANDLER).
 */
export async function findHandlers(run: PlayRun, outcome: TaskOutcome): Promise<FoundHandlers> {
  const { result, host, items } = outcome;
  const topics = notifies(result) ? items.flatMap(({ notify }) => notify) : [];
  if (topics.length === 0) return new Map();
  const all = run.iterator.cursor(host).isRunningHandlers;
  const found = await run.services.engine.jobs.run(
    () => new Map(topics.map((topic) => [topic, all ? allOf(run, topic) : oneOf(run, topic)] as const)),
  );
  const missing = [...found].find(([, handlers]) => handlers.length === 0);
  if (missing && run.services.setting('ERROR_ON_MISSING_HANDLER') !== false)
    throw new MitorunError('ACTION', notFound(missing[0]));
  return found;
}

function notifies(result: ReadonlyDict): boolean {
  return isChanged(result) && !countsAsFailed(result) && !isUnreachable(result) && !isSkipped(result);
}

function notFound(topic: string): string {
  return `The requested handler '${topic}' was not found in either the main handlers list nor in the listening handlers list`;
}

function allOf(run: PlayRun, topic: string): Task[] {
  return [...run.handlers.matching(topic)];
}

function oneOf(run: PlayRun, topic: string): Task[] {
  for (const handler of run.handlers.matching(topic)) return [handler];
  return [];
}

/** Keeps a host's notifications until handlers are flushed; in a handler, notifies others at once. */
export function notifyHandlers(
  run: PlayRun,
  host: string,
  {
    topics,
    handlers,
    emit,
  }: { readonly topics: readonly string[]; readonly handlers: FoundHandlers; readonly emit: EventSink },
): void {
  const cursor = run.iterator.cursor(host);
  for (const topic of topics) {
    const meant = handlers.get(topic) ?? [];
    if (meant.length === 0) emit({ kind: 'warning', message: notFound(topic) });
    else if (cursor.isRunningHandlers) for (const handler of meant) notify(run, { host, handler, emit });
    else {
      run.handlers.keep(host, topic);
      emit({ kind: 'message', text: `Notification for handler ${topic} has been saved.`, verbosity: 2 });
    }
  }
}

/** Notifies the handlers for the notifications that a host has kept. */
export async function flushNotifications(run: PlayRun, host: string): Promise<void> {
  const found = await run.services.engine.jobs.run(() =>
    run.handlers.kept(host).flatMap((topic) => allOf(run, topic)),
  );
  for (const handler of found) notify(run, { host, handler, emit: run.emit });
  run.handlers.forgetKept(host);
}

function notify(
  run: PlayRun,
  { host, handler, emit }: { readonly host: string; readonly handler: Task; readonly emit: EventSink },
): void {
  if (!run.handlers.notify(handler, host)) return;
  emit({
    kind: 'handler-notified',
    handler: run.services.taskNames.full(handler, undefined),
    host,
    task: () => viewOf(run, host, handler),
  });
}
