import { setTimeout as sleep } from 'node:timers/promises';
import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import type { Action, ActionContext } from './action.ts';
import { onlyArguments } from './check-arguments.ts';
import { ActionFailure } from './action-failure.ts';

/** `wait_for_connection`: tries until a module runs on the target, over a connection made anew each time. */
export const waitForConnection: Action = {
  run: async (context) => {
    const timeout = integerArgument(context.args, 'timeout', 600);
    const delay = integerArgument(context.args, 'delay', 0);
    const pauseBetween = integerArgument(context.args, 'sleep', 1);
    if (context.checkMode) {
      context.display('wait_for_connection: skipping for check_mode', 3);
      return Dict.of({ skipped: true });
    }
    onlyArguments(context, ['connect_timeout', 'delay', 'sleep', 'timeout']);
    const began = Date.now();
    if (delay > 0) await sleep(delay * 1000, undefined, { signal: context.signal });
    const result = new Dict();
    const problem = await untilReachable(context, timeout, pauseBetween);
    if (problem !== undefined) {
      result.set('failed', true);
      result.set('msg', `timed out waiting for ping module test: ${problem}`);
    }
    result.set('elapsed', Math.floor((Date.now() - began) / 1000));
    return result;
  },
};

/** The last failure where the time was not enough. */
async function untilReachable(
  context: ActionContext,
  timeout: number,
  pauseBetween: number,
): Promise<string | undefined> {
  const end = Date.now() + timeout * 1000;
  let last = '';
  while (Date.now() < end) {
    try {
      context.display('wait_for_connection: attempting ping module test', 3);
      await context.resetConnection();
      const { data } = await context.runModule('ansible.legacy.ping', new Dict());
      if (data.get('ping') === 'pong') return undefined;
      last = 'ping test failed';
    } catch (error) {
      if (context.signal.aborted) throw error;
      last = error instanceof Error ? error.message : String(error);
      await sleep(pauseBetween * 1000, undefined, { signal: context.signal });
    }
  }
  return last;
}

/** Python's `int()` of an argument. */
export function integerArgument(args: Dict, name: string, otherwise: number): number {
  const value = args.get(name) ?? null;
  if (value === null) return otherwise;
  const number = Math.trunc(Number(str(value)));
  if (Number.isNaN(number))
    throw new ActionFailure(`invalid literal for int() with base 10: '${str(value)}'`);
  return number;
}
