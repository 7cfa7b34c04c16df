/** A connection's share of the descriptors. */
export interface Share {
  readonly descriptors: number;
  /** How many tasks are at work with it, or are opening it. */
  readonly users: number;
  /** Grows with each use. */
  readonly lastUsed: number;
}

export interface DescriptorState {
  readonly limit: number;
  /** All that are open in the process just now. */
  readonly open: number;
  /** What the process had open before the first connection. */
  readonly base: number;
}

export interface Room<Held> {
  /** Idle connections to close, the one that was used longest ago first. */
  readonly close: readonly Held[];
  /** Whether there is room once they are closed. */
  readonly isEnough: boolean;
}

/** A task at work opens a file now and then: the one that it uploads, a key, the agent's socket. */
const perUser = 1;

/** What is kept free for everything else: look-ups of names, starting a process, templates and logs. */
export function reserveOf(limit: number): number {
  return Math.max(10, Math.min(64, Math.floor(limit / 16)));
}

/**
 * Chooses idle connections to close, so that new users get so many descriptors each. Where all connections
 * are idle and chosen, the room counts as enough: it cannot become more.
 */
export function makeRoom<Held extends Share>(
  wanted: readonly number[],
  held: readonly Held[],
  { limit, open, base }: DescriptorState,
): Room<Held> {
  const connections = sum(held, (share) => share.descriptors);
  const others = Math.max(base, open - connections);
  let free =
    limit - reserveOf(limit) - others - connections - perUser * held.filter(({ users }) => users > 0).length;
  const needed = sum(wanted, (descriptors) => descriptors + perUser);
  const close: Held[] = [];
  const idle = held.filter(({ users }) => users === 0).toSorted((a, b) => a.lastUsed - b.lastUsed);
  for (const share of idle) {
    if (free >= needed) break;
    close.push(share);
    free += share.descriptors;
  }
  return { close, isEnough: free >= needed || close.length === held.length };
}

function sum<T>(items: readonly T[], valueOf: (item: T) => number): number {
  return items.reduce((total, item) => total + valueOf(item), 0);
}
