import type { PathSurroundings } from '../config/expand-path.ts';
import type { ProcessEdge } from './process-edge.ts';

/** What `~`, `$VARIABLES` and relative paths of the command line mean. */
export function surroundingsOf(edge: ProcessEdge): PathSurroundings {
  return { cwd: edge.cwd, home: edge.home, env: edge.environment };
}
