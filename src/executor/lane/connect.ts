import { type ReadyAction, readyAction } from '../../actions/run-action.ts';
import { MitorunError } from '../../errors/mitorun-error.ts';
import type { Dict } from '../../python/dict.ts';
import { copyOrigins } from '../../yaml/origins.ts';
import { TaskTimeout, timeoutOf } from '../task-timeout.ts';
import { unlessAborted } from '../unless-aborted.ts';
import type { BackgroundJob } from './background-job.ts';
import type { Item } from './item.ts';
import type { PreparedItem } from './prepare.ts';
import { TryContext } from './try-context.ts';
import type { TryFields } from './try-fields.ts';

/** Milliseconds, of a timer of Node's: 24 days. */
const longestTimer = 2 ** 31 - 1;
/** Seconds that a target gets to say that it has ended a module whose time is over. */
const grace = 30;

/** What one try of an item holds until it ends: its connections, its time limit. */
export interface Lease {
  /** 1 for the first try. */
  readonly number: number;
  readonly context: TryContext;
  readonly ready: ReadyAction;
  /** The background job that it has started and waits for. */
  job: BackgroundJob | undefined;
  /** Turns an error of the action into the item's error: TaskTimeout where the action's time is over. */
  explain(error: unknown): unknown;
  /** Lets go of the connections. */
  end(): void;
}

/**
 * The third phase: connects an item to its target for one try. A module is ready to be sent then; its
 * `timeout` counts from when the target starts it. An action that asks the target as it goes on connects at
 * its first request; its `timeout` counts from now. Throws MitorunError CONNECTION where the target cannot be
 * reached.
 */
export async function connect(item: Item, prepared: PreparedItem, number: number): Promise<Lease> {
  const { services } = item.running;
  const { keywords, templar } = prepared.scope;
  const { seconds, ...wanted } = await templar.inJob(() => ({
    seconds: timeoutOf(keywords),
    asyncSeconds: keywords.integer('async') ?? 0,
    checkMode: keywords.boolean('check_mode', services.options.checkMode),
    diffMode: keywords.boolean('diff', services.options.diffMode),
    noLog: keywords.boolean('no_log'),
    environment: keywords.environment(item.warn),
  }));
  const span = item.span.open('try', String(number));
  let settle: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (settle = resolve));
  const end = (): void => {
    settle();
    span.close();
  };
  const isModule = !prepared.foreign && 'module' in prepared.implementation;
  const deadline = seconds > 0 ? timerSignal(seconds) : undefined;
  // Gives up a target that does not end the module in time itself.
  const limit = isModule && seconds > 0 ? timerSignal(2 * seconds + grace) : deadline;
  const isOver = (error: unknown): boolean =>
    (isModule && isTimeout(error)) || (limit?.aborted === true && !services.signal.aborted);
  const context = contextOf(item, prepared, {
    ...wanted,
    timeout: seconds,
    signal: limit ? AbortSignal.any([services.signal, limit]) : services.signal,
    use: { ended, span },
    attempt: number,
  });
  try {
    const ready = makeReady(item, prepared, context);
    return {
      number,
      context,
      ready: await (deadline && isModule ? beforeDeadline(ready, deadline, seconds) : ready),
      job: undefined,
      explain: (error) => (seconds > 0 && isOver(error) ? new TaskTimeout(seconds) : error),
      end,
    };
  } catch (error) {
    end();
    throw error;
  }
}

function timerSignal(seconds: number): AbortSignal {
  return AbortSignal.timeout(Math.min(seconds * 1000, longestTimer));
}

/** Whether the target has ended a module because its time was over. */
function isTimeout(error: unknown): boolean {
  return error instanceof MitorunError && error.code === 'TIMEOUT';
}

/** Returns what the work returns. Throws TaskTimeout as soon as the deadline has passed. */
async function beforeDeadline<T extends object>(
  work: Promise<T>,
  deadline: AbortSignal,
  seconds: number,
): Promise<T> {
  const done = await unlessAborted(work, deadline);
  if (done === undefined) throw new TaskTimeout(seconds);
  return done;
}

type OfTry = Pick<
  TryFields,
  | 'asyncSeconds'
  | 'timeout'
  | 'checkMode'
  | 'diffMode'
  | 'noLog'
  | 'environment'
  | 'signal'
  | 'use'
  | 'attempt'
>;

function contextOf(item: Item, prepared: PreparedItem, ofTry: OfTry): TryContext {
  const { services, task, host, play, view, discovery } = item.running;
  const { variables, templar, keywords, delegatedTo } = prepared.scope;
  return new TryContext({
    ...ofTry,
    services,
    task,
    host,
    action: prepared.action,
    args: ownArguments(prepared.args),
    variables,
    templar,
    connection: prepared.connection,
    playbookDirectory: play.directory,
    taskName: view.name,
    discovery,
    delegatedTo,
    delegateFacts: () => keywords.boolean('delegate_facts'),
    warn: item.warn,
    deprecate: item.deprecate,
  });
}

async function makeReady(
  { running }: Item,
  { foreign, implementation }: PreparedItem,
  context: TryContext,
): Promise<ReadyAction> {
  if (foreign) return { submit: () => running.foreign.run(context, foreign) };
  return readyAction(implementation, context);
}

/** A copy for one try, which may change it; its members still know where they were written. */
function ownArguments(args: Dict): Dict {
  const own = args.copy();
  copyOrigins(args, own);
  return own;
}
