import { MitorunError } from '../errors/mitorun-error.ts';
import { taskName } from '../executor/task-name.ts';
import type { Task } from '../playbook/model.ts';
import { type PlayRun, viewOf } from './play-run.ts';

/** The handlers that each notification means. */
export type FoundHandlers = ReadonlyMap<string, readonly Task[]>;

/**
 * Finds the handlers that a host's notifications mean, and renders their names as far as that takes. Apart from what
 * follows, as it may wait for a lookup. A host that is not running handlers keeps its notifications for later: then it
 * is enough that there is one handler.
 */
export async function findHandlers(
  run: PlayRun,
  host: string,
  notifications: Iterable<string>,
): Promise<FoundHandlers> {
  const topics = [...notifications];
  if (topics.length === 0) return new Map();
  const all = run.iterator.cursor(host).isRunningHandlers;
  return run.services.engine.jobs.run(
    () => new Map(topics.map((topic) => [topic, all ? allOf(run, topic) : oneOf(run, topic)] as const)),
  );
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
  topics: readonly string[],
  found: FoundHandlers,
): void {
  const cursor = run.iterator.cursor(host);
  for (const topic of topics) {
    const handlers = found.get(topic) ?? [];
    if (handlers.length === 0) refuse(run, topic);
    else if (cursor.isRunningHandlers) for (const handler of handlers) notify(run, host, handler);
    else {
      cursor.notifications.add(topic);
      run.emit({ kind: 'message', text: `Notification for handler ${topic} has been saved.`, verbosity: 2 });
    }
  }
}

/** Notifies the handlers that a host's kept notifications mean. */
export async function flushNotifications(run: PlayRun, host: string): Promise<void> {
  const { notifications } = run.iterator.cursor(host);
  const found = await run.services.engine.jobs.run(() =>
    [...notifications].flatMap((topic) => allOf(run, topic)),
  );
  for (const handler of found) notify(run, host, handler);
  notifications.clear();
}

function notify(run: PlayRun, host: string, handler: Task): void {
  if (!run.handlers.notify(handler, host)) return;
  run.emit({
    kind: 'handler-notified',
    handler: taskName(handler, undefined),
    host,
    task: () => viewOf(run, host, handler),
  });
}

function refuse(run: PlayRun, topic: string): void {
  const message = `The requested handler '${topic}' was not found in either the main handlers list nor in the listening handlers list`;
  if (run.services.setting('ERROR_ON_MISSING_HANDLER') !== false) throw new MitorunError('ACTION', message);
  run.emit({ kind: 'warning', message });
}
