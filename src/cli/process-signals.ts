import { createContext, Script } from 'node:vm';
import { MitorunError } from '../errors/mitorun-error.ts';
import type { ProcessEdge } from './process-edge.ts';

type Signal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';
type Listener = (signal: Signal) => void;

const known: readonly Signal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
/** Nothing in Node but this has ^C end JavaScript that runs. */
const script = new Script('work()');

/**
 * The signals of this process, for its edge: listeners hear them when the event loop has its turn, and a second one ends
 * the process at once; see ProcessEdge.
 * @param exit ends the process
 * @param ignored what whoever started it has had it ignore, which does not end the process while listeners of bin/mitorun are there
 */
export function processSignals(
  exit: () => never,
  ignored: ReadonlySet<Signal> = new Set(),
): Required<Pick<ProcessEdge, 'onSignal' | 'interruptibly' | 'hearIgnored'>> {
  let listening: Listener | undefined;
  const heard = new Set(known.filter((signal) => !ignored.has(signal)));
  return {
    hearIgnored: () => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) {
        if (heard.has(signal)) continue;
        heard.add(signal);
        const deaf = process.listeners(signal);
        if (listening) process.on(signal, listening);
        for (const listener of deaf) process.removeListener(signal, listener);
      }
    },
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
      if (!heard.has('SIGINT')) return job();
      const others = [...heard].filter((signal) => signal !== 'SIGINT');
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
