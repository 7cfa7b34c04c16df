import type { HostStats } from '../events/run-event.ts';
import { colored } from './color.ts';
import { oneLine } from './plain-text.ts';

/** What a recap line needs of the terminal. */
export interface RecapSettings {
  readonly color: boolean;
  readonly colors: Readonly<Record<string, string>>;
}

const columns: readonly (readonly [string, keyof HostStats, string])[] = [
  ['ok', 'ok', 'ok'],
  ['changed', 'changed', 'changed'],
  ['unreachable', 'unreachable', 'unreachable'],
  ['failed', 'failures', 'error'],
  ['skipped', 'skipped', 'skip'],
  ['rescued', 'rescued', 'ok'],
  ['ignored', 'ignored', 'warn'],
];

/** One host's line of PLAY RECAP, padded as Ansible pads it (wider where colour codes take room). */
export function recapLine(host: string, stats: Readonly<HostStats>, settings: RecapSettings): string {
  const counts = columns.map(([label, member, color]) => {
    const text = `${label}=${String(stats[member]).padEnd(4)}`;
    const shade = settings.colors[color];
    return settings.color && stats[member] !== 0 && shade !== undefined ? colored(text, shade) : text;
  });
  return `${hostColumn(host, stats, settings)} : ${counts.join(' ')}`;
}

function hostColumn(host: string, stats: Readonly<HostStats>, { color, colors }: RecapSettings): string {
  const name = oneLine(host);
  if (!color) return name.padEnd(26);
  const kind =
    stats.failures !== 0 || stats.unreachable !== 0 ? 'error' : stats.changed !== 0 ? 'changed' : 'ok';
  return colored(name, colors[kind] ?? 'normal').padEnd(37);
}
