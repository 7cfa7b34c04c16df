import { createContext, Script } from 'node:vm';
import { MitorunError } from '../errors/mitorun-error.ts';
import type { ProcessEdge } from './process-edge.ts';

type Signal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';
type Listener = (signal: Signal) => void;

const heard: readonly Signal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
/** Nothing in Node but this has ^C end JavaScript that runs. */
const script = new Script('work()');

/**
 * The signals of this process, for its edge: listeners hear them when the event loop has its turn, and a second one ends
 * the process at once; see ProcessEdge.
 * @param exit ends the process
 */
export function processSignals(exit: () => never): Required<Pick<ProcessEdge, 'onSignal' | 'interruptibly'>> {
  let listening: Listener | undefined;
  return {
    onSignal: (listener) => {
      let received = 0;
      const receive: Listener = (signal) => {
        received += 1;
        if (received > 1) exit();
        listener(signal);
      };
      for (const signal of heard) process.on(signal, receive);
      listening = receive;
      return () => {
        for (const signal of heard) process.removeListener(signal, receive);
        listening = undefined;
      };
    },
    interruptibly: <T>(job: () => T): T => {
      const receive = listening;
      const others = heard.filter((signal) => signal !== 'SIGINT');
      const results: T[] = [];
      const failures: unknown[] = [];
      const work = (): void => {
        try {
          results.push(job());
        } catch (error) {
          failures.push(error);
        }
      };
      // What listeners would hear too late ends the process instead.
      if (receive) for (const signal of others) process.removeListener(signal, receive);
      try {
        script.runInContext(createContext({ work }), { breakOnSigint: true });
      } catch (error) {
        if (!isInterruption(error)) throw error;
        receive?.('SIGINT');
        throw new MitorunError('INTERRUPTED', 'User interrupted execution', { cause: error });
      } finally {
        if (receive) for (const signal of others) process.on(signal, receive);
      }
      if (failures.length > 0) throw failures[0];
      return results[0] as T;
    },
  };
}

function isInterruption(error: unknown): boolean {
  // The error is another realm's, so it is no instance of this one's Error.
  const isObject = typeof error === 'object' && error !== null;
  return isObject && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED';
}
