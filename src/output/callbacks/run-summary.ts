import type { RunStats } from '../../events/run-event.ts';
import type { Display } from '../display.ts';
import { oneLine as plain } from '../plain-text.ts';
import { recapLine } from '../recap.ts';
import { resultText, type ResultFormat } from '../result-text.ts';

/** PLAY RECAP: one line for each host, by name. The log file gets them without colours. */
export function showRecap(display: Display, stats: RunStats): void {
  display.banner('PLAY RECAP');
  for (const [host, counts] of byName(stats.hosts)) {
    display.show(recapLine(host, counts, display.settings), { screenOnly: true });
    display.log(recapLine(host, counts, { ...display.settings, color: false }));
  }
  display.show('', { screenOnly: true });
}

/** What `set_stats` has gathered, by host and for the run. */
export function showCustomStats(display: Display, { custom }: RunStats, format: ResultFormat): void {
  const oneLine = (data: Parameters<typeof resultText>[0]): string =>
    resultText(data, format, { indent: 1 }).replaceAll('\n', '');
  display.banner('CUSTOM STATS: ');
  for (const [owner, data] of byName(custom))
    if (owner !== '_run') display.show(`\t${plain(owner)}: ${oneLine(data)}`);
  const run = custom.get('_run');
  if (run) {
    display.show('', { screenOnly: true });
    display.show(`\tRUN: ${oneLine(run)}`);
  }
  display.show('', { screenOnly: true });
}

function byName<T>(entries: ReadonlyMap<string, T>): [string, T][] {
  return [...entries].toSorted(([a], [b]) => (a < b ? -1 : 1));
}
