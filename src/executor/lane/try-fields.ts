import type { ActionContext } from '../../actions/action.ts';
import type { ConnectionUse } from '../../broker/hop.ts';
import type { Origin } from '../../errors/origin.ts';
import type { Task } from '../../playbook/model.ts';
import type { Dict } from '../../python/dict.ts';
import type { Templar } from '../../template/templar.ts';
import type { VariableSource } from '../../template/variable-source.ts';
import type { TaskConnection } from '../route/resolve-connection.ts';
import type { DiscoveryReport } from '../interpreter-discovery.ts';
import type { RunServices } from '../services.ts';

/** All that distinguishes one try of an item from another. */
export interface TryFields {
  readonly services: RunServices;
  readonly task: Task;
  readonly host: string;
  readonly action: string;
  readonly args: Dict;
  readonly checkMode: boolean;
  readonly diffMode: boolean;
  readonly noLog: boolean;
  readonly asyncSeconds: number;
  /** Seconds that the try may take; 0 is any time. */
  readonly timeout: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly variables: VariableSource;
  readonly templar: Templar;
  readonly connection: () => TaskConnection;
  readonly playbookDirectory: string;
  readonly signal: AbortSignal;
  /** The try, as a user of connections. */
  readonly use: ConnectionUse;
  readonly attempt: number;
  readonly taskName: string;
  readonly delegatedTo: string | undefined;
  readonly delegateFacts: () => boolean;
  readonly warn: (message: string, origin?: Origin, help?: string) => void;
  readonly deprecate: ActionContext['deprecate'];
  readonly discovery: DiscoveryReport;
}
