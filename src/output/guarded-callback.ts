import { MitorunError } from '../errors/mitorun-error.ts';
import { reportOf } from '../errors/error-report.ts';
import type { EventSink } from '../events/event-sink.ts';
import type { RunEvent, ToldResult } from '../events/run-event.ts';
import { PySet } from '../python/set.ts';
import { unknownOrigin } from '../python/unknown-origin.ts';
import { unconvertible } from '../python/unconvertible.ts';
import type { Callback } from './callback.ts';
import { callbackResult } from './callback-result.ts';

interface Guard {
  /** The callback's name, as the warning has it. */
  readonly name: string;
  /** The method of a plug-in that an event is for. */
  readonly methodOf: (event: RunEvent) => string | undefined;
  readonly emit: EventSink;
}

/**
 * A callback that cannot end the run: what it raises is a warning, and so is a result that holds what no variable can,
 * of which no callback hears (`TaskQueueManager.send_callback` of ansible-core 2.19).
 */
export class GuardedCallback implements Callback {
  readonly #callback: Callback;
  readonly #guard: Guard;

  constructor(callback: Callback, guard: Guard) {
    this.#callback = callback;
    this.#guard = guard;
  }

  handle(event: RunEvent): void {
    try {
      if ('result' in event) this.#check(event);
      this.#callback.handle(event);
    } catch (error) {
      this.#guard.emit(dispatchWarning(error, this.#guard.methodOf(event) ?? event.kind, this.#guard.name));
    }
  }

  #check(event: ToldResult): void {
    const { result, remarks } = event;
    const found = unconvertible(result.copy()) ?? unconvertible(remarks.item?.label ?? null);
    if (found === undefined) return;
    const fault = `Type '${found.typeName}' is unsupported`;
    if (!(found instanceof PySet))
      throw new MitorunError('ACTION', `${fault} for variable storage.`, { origin: unknownOrigin(found) });
    this.#guard.emit({
      kind: 'warning',
      message: `${fault} in variable storage, converting to 'list'.`,
      origin: unknownOrigin(callbackResult(event)),
    });
  }
}

/** What is told of a callback's failure, whose chain of causes has places only where there are any. */
function dispatchWarning(error: unknown, method: string, plugin: string): RunEvent {
  const cause = error instanceof Error ? error : new Error(String(error));
  // What mitorun has not foreseen is told with its message like any other.
  const told = cause instanceof MitorunError ? cause : new MitorunError('ACTION', cause.message, { cause });
  const outer = new MitorunError('ACTION', `Callback dispatch '${method}' failed for plugin '${plugin}'.`, {
    cause: told,
  });
  return { kind: 'warning', message: outer.message, report: reportOf(outer) };
}
