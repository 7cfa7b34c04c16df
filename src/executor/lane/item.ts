import { type ActionEffects, ordinaryEffects } from '../../actions/effects.ts';
import type { EventSink } from '../../events/event-sink.ts';
import type { Span } from '../../events/span.ts';
import type { Dict } from '../../python/dict.ts';
import type { LayeredVariables } from '../../vars/layered-variables.ts';
import { HeldEvents } from '../held-events.ts';
import type { RunningTask } from '../running-task.ts';
import { TaskMessages } from '../task-messages.ts';
import { toldOnce } from '../told-once.ts';

/** One item of a task's loop on one host; the task itself where it has no loop. Its phases share it. */
export class Item {
  readonly running: RunningTask;
  /** Its own. */
  readonly span: Span;
  /** The variables of the loop: the item under its name, the index. */
  readonly loop: Dict | undefined;
  /** What goes out with the result. */
  readonly messages = new TaskMessages();
  /** What goes out when it is the item's turn. */
  readonly events: HeldEvents;
  /** The rendered arguments, as soon as there are any. */
  args: Dict | undefined;
  /** What its action may change, as soon as it is known which one that is. */
  effects: ActionEffects = ordinaryEffects;
  readonly #variables: () => LayeredVariables;

  /** @param variables the task's variables on this host as they are when it is called, those of the loop in front */
  constructor(running: RunningTask, span: Span, variables: () => LayeredVariables, loop?: Dict) {
    this.running = running;
    this.span = span;
    this.#variables = variables;
    this.loop = loop;
    this.events = new HeldEvents((event) => running.services.emit(event, span));
    this.emit = toldOnce((event) => this.events.emit(event), running.services.engine.jobs);
  }

  variables(): LayeredVariables {
    return this.#variables();
  }

  /** Emits an event when it is the item's turn. A job that may be run again emits it once. */
  readonly emit: EventSink;

  /** A warning that goes out with the result. A job that may be run again warns once. */
  readonly warn: TaskMessages['warn'] = (...warning) =>
    this.running.services.engine.jobs.tell(warning[0], () => this.messages.warn(...warning));

  /** The same for a deprecation. */
  readonly deprecate: TaskMessages['deprecate'] = (...deprecation) =>
    this.running.services.engine.jobs.tell(deprecation[0], () => this.messages.deprecate(...deprecation));
}
