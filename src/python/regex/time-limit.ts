import { createContext, Script } from 'node:vm';
import { PythonError } from '../python-error.ts';
import { childrenOf, type RegexNode } from './node.ts';

/** Milliseconds that one match of a suspicious pattern may take; CPython would go on for hours. */
const usualLimit = 10_000;
/** A pattern with several open-ended repeats is only slow on a longer text. */
const longText = 2_000;

export type Risk = 'none' | 'long-text' | 'any-text';

/** How a pattern may run away: repeats within repeats on any text, repeats in a row on a long one. */
export function riskOf(root: RegexNode): Risk {
  let repeats = 0;
  let nested = false;
  const visit = (node: RegexNode, inside: boolean): void => {
    const open = node.kind === 'repeat' && node.max > 8;
    if (open) repeats++;
    if (open && inside) nested = true;
    for (const child of childrenOf(node)) visit(child, inside || open);
  };
  visit(root, false);
  if (nested) return 'any-text';
  return repeats > 1 ? 'long-text' : 'none';
}

const script = new Script('job()');
const context = createContext({ job: undefined as (() => void) | undefined });

/** Runs `job`, under a watchdog where the pattern's risk and the text ask for one. */
export function withinTimeLimit<T>(risk: Risk, textLength: number, job: () => T, limit = usualLimit): T {
  if (risk === 'none' || (risk === 'long-text' && textLength < longText)) return job();
  const results: T[] = [];
  context['job'] = () => {
    results.push(job());
  };
  try {
    script.runInContext(context, { timeout: limit });
  } catch (error) {
    if (isTimeout(error)) {
      throw new PythonError('RuntimeError', 'regular expression takes too long to match');
    }
    throw error;
  } finally {
    context['job'] = undefined;
  }
  return results[0] as T;
}

/** The error comes from the other realm, so it is no `Error` of this one. */
function isTimeout(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
  );
}
