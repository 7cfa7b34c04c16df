import { shellCommand } from '../../python/shell-split.ts';
import type { CarrierConnection, Channel } from '../carriers/channel.ts';
import { carrierTraits } from '../carriers/index.ts';
import type { AgentTimeouts } from '../hop.ts';
import { endedBy } from '../ending.ts';
import type { RouteCarrier } from '../route/route.ts';
import { bootstrapCommand } from './bootstrap-command.ts';
import { withinTime } from './stall-watch.ts';
import { noPython } from './target-facts.ts';
import { AgentTree } from './tree.ts';
import type { TreeOptions } from './tree-options.ts';
import type { Hello } from './words.ts';

/** The agent of the account that a carrier has led to: the first of its tree. */
export async function startOnConnection(
  connection: CarrierConnection,
  { kind, python }: RouteCarrier,
  timeouts: AgentTimeouts,
  surroundings: Pick<TreeOptions, 'where' | 'uploads' | 'asker' | 'span'> & {
    /** Waits where descriptors are short. */
    readonly unlessShort: (work: () => Promise<Channel>) => Promise<Channel>;
  },
): Promise<{ tree: AgentTree; hello: Hello }> {
  const { where, uploads, span, asker, unlessShort } = surroundings;
  asker.emit({ kind: 'bootstrapping', where });
  const startedAt = performance.now();
  const withoutLogin = !carrierTraits[kind].logsIn;
  const interpreter = 'interpreter' in python ? python.interpreter : undefined;
  const command = `exec ${shellCommand(bootstrapCommand(python))}`;
  const { probe } = connection;
  const channel = await withinTime(
    unlessShort(() => connection.execute(command)),
    'a command to start',
    {
      patience: timeouts.bootstrap,
      probe,
      explain: (silence) => endedBy({ ...silence, phase: 'bootstrap' }, { where, startedAt }),
    },
  );
  return AgentTree.start(
    channel,
    { where, bootstrapTimeout: timeouts.bootstrap, probe, uploads, span, asker },
    ({ code }, stdout, stderr) => noPython(interpreter, { code, stdout, stderr, withoutLogin }),
  );
}
