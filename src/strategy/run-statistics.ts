import type { HostStats, RunStats } from '../events/run-event.ts';
import { Dict } from '../python/dict.ts';
import { isInt, isFloat, type Value } from '../python/value.ts';
import { add } from '../python/operators/arithmetic.ts';

/** Counts for the recap, and what `set_stats` collects. */
export class RunStatistics {
  readonly #hosts = new Map<string, HostStats>();
  readonly #custom = new Map<string, Dict>();

  count(host: string, what: keyof HostStats): void {
    let stats = this.#hosts.get(host);
    if (!stats) {
      stats = { ok: 0, changed: 0, unreachable: 0, failures: 0, skipped: 0, rescued: 0, ignored: 0 };
      this.#hosts.set(host, stats);
    }
    stats[what]++;
  }

  /** Takes a count back, where a task is done again. */
  takeBack(host: string, what: keyof HostStats): void {
    const stats = this.#hosts.get(host);
    if (stats) stats[what] = Math.max(0, stats[what] - 1);
  }

  /** `set_stats`; `_run` collects what is not per host. Numbers and texts of one name add up where asked for. */
  addCustom(host: string | undefined, name: string, value: Value, aggregate: boolean): void {
    const owner = host ?? '_run';
    const known = this.#custom.get(owner) ?? new Dict();
    this.#custom.set(owner, known);
    const existing = known.get(name);
    known.set(name, aggregate && existing !== undefined ? aggregated(existing, value) : value);
  }

  get all(): RunStats {
    return { hosts: this.#hosts, custom: this.#custom };
  }
}

function aggregated(existing: Value, value: Value): Value {
  if (existing instanceof Dict && value instanceof Dict) {
    const merged = existing.copy();
    for (const [key, member] of value) merged.set(key, member);
    return merged;
  }
  const numeric = (candidate: Value): boolean => isInt(candidate) || isFloat(candidate);
  const alike =
    (numeric(existing) && numeric(value)) ||
    (typeof existing === 'string' && typeof value === 'string') ||
    (Array.isArray(existing) && Array.isArray(value));
  return alike ? add(existing, value) : existing;
}
