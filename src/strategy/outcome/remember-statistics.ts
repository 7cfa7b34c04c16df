import type { TaskOutcome } from '../../executor/task-outcome.ts';
import { Dict } from '../../python/dict.ts';
import { str } from '../../python/repr.ts';
import { isTruthy } from '../../python/truth.ts';
import { targetHosts } from '../batch-hosts.ts';
import type { PlayRun } from '../play-run.ts';

/** Keeps what `set_stats` gave, for each host that it counts for or for the run. */
export function rememberStatistics(run: PlayRun, outcome: TaskOutcome, statistics: Dict): void {
  const data = statistics.get('data');
  if (!(data instanceof Dict)) return;
  const perHost = isTruthy(statistics.get('per_host') ?? true);
  const aggregate = isTruthy(statistics.get('aggregate') ?? false);
  const owners: (string | undefined)[] = perHost ? targetHosts(run, outcome) : [undefined];
  for (const owner of owners)
    for (const [name, value] of data) run.statistics.addCustom(owner, str(name), value, aggregate);
}
