import { MitorunError } from '../errors/mitorun-error.ts';
import type { ProcessEdge } from './process-edge.ts';

/** `ansible`: runs one module on the hosts of a pattern. */
export async function adhocProgram(_edge: ProcessEdge): Promise<number> {
  throw new MitorunError('USAGE', 'ad-hoc mode');
}
