import { setMaxListeners } from 'node:events';
import { MitorunError } from '../errors/mitorun-error.ts';
import type { ProcessEdge } from './process-edge.ts';

/**
 * Runs `work` with a signal that ^C, SIGTERM and a closed terminal raise. What was interrupted ends with 99, as Ansible's
 * programs do, once the far sides are gone; a second ^C ends at once.
 */
export async function untilInterrupted(
  edge: ProcessEdge,
  work: (signal: AbortSignal) => Promise<number>,
): Promise<number> {
  const controller = new AbortController();
  // Every request under way listens, and there may be many.
  setMaxListeners(0, controller.signal);
  const stop = edge.onSignal(() =>
    controller.abort(new MitorunError('INTERRUPTED', 'User interrupted execution')),
  );
  try {
    const exit = await work(controller.signal);
    if (!controller.signal.aborted) return exit;
  } catch (error) {
    if (!controller.signal.aborted) throw error;
  } finally {
    stop();
  }
  throw new MitorunError('INTERRUPTED', 'User interrupted execution');
}
