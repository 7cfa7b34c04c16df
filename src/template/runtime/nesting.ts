import { RecursionFault } from './errors.ts';
import type { RenderHost } from './running-template.ts';

/** How many macros, includes, blocks and recursive loops may be inside each other: about as many as Python's stack takes. */
const nestingLimit = 200;

/** Runs something that a template may do inside itself for ever, and ends it in time. */
export function nested<T>(host: RenderHost, job: () => T): T {
  if (host.nesting >= nestingLimit) throw new RecursionFault([]);
  host.jobs.step();
  host.nesting++;
  try {
    return job();
  } finally {
    host.nesting--;
  }
}
