import type { Dict } from '../python/dict.ts';
import type { Value } from '../python/value.ts';
import type { Answer } from './answer.ts';
import type { ActionContext } from './action.ts';

/** How a task reaches its target where mitorun has not got the connection plug-in, or not the become plug-in. */
export interface ForeignTask {
  /** The plug-in that is missing, in words: `connection plugin 'ns.name.docker'`. */
  readonly missing: string;
  /** `inventory_hostname`. */
  readonly host: string;
  readonly address: string;
  /** The connection plug-in's name. */
  readonly connection: string;
  /** What somebody wrote of the connection's and become's keywords, rendered. */
  readonly keywords: Dict;
  readonly collections: readonly string[];
  /** Of the task and all around it, the nearest last; not rendered. */
  readonly moduleDefaults: readonly Value[];
  readonly passwords: {
    readonly connection: string | undefined;
    readonly become: string | undefined;
  };
  /** Variables that templates see although nobody set them. */
  readonly computedVariables: readonly string[];
}

/** What a connection needs of the run around it. */
export type ConnectionSurroundings = Pick<
  ActionContext,
  'variables' | 'templar' | 'signal' | 'warn' | 'deprecate' | 'display'
>;

/** Tasks whose plug-ins mitorun lacks, run by somebody who has them. */
export interface ForeignConnections {
  /** Whether the user has a connection plug-in of this name, in place of mitorun's own. */
  overrides(name: string): boolean;
  /** For one task on one host, with all its items and tries; starts nothing before it is used. */
  open(): ForeignConnection;
}

export interface ForeignConnection {
  /**
   * Carries out the context's action with its arguments and gives the answer. Throws CONNECTION where the host cannot be
   * reached, else ACTION.
   */
  run(context: ActionContext, task: ForeignTask): Promise<Answer>;
  /** Ends the session with the host, if it outlasts a task. */
  reset(surroundings: ConnectionSurroundings, task: ForeignTask): Promise<void>;
  close(): void;
}
