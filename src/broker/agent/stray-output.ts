import { ProtocolViolation } from './protocol-violation.ts';

/** Bytes that errors show. */
const keptOutput = 8000;
/** Bytes of stray output that a target may send at once, and that it may send a second in the long run. */
const strayLimits = { burst: 64 * 1024 * 1024, perSecond: 1024 * 1024 } as const;

/**
 * Output of a target that no request asked for: its standard error, `log` frames. The end of it is kept for
 * messages. A flood is refused, because reading it takes time from every other host.
 */
export class StrayOutput {
  #kept = '';
  #allowed: number = strayLimits.burst;
  #countedAt = performance.now();

  /** What came last. */
  get text(): string {
    return this.#kept;
  }

  note(text: string): void {
    this.#kept = text.length >= keptOutput ? text.slice(-keptOutput) : (this.#kept + text).slice(-keptOutput);
  }

  /** Counts what was received. Throws a ProtocolViolation for a flood. */
  charge(bytes: number): void {
    const now = performance.now();
    const regained = ((now - this.#countedAt) / 1000) * strayLimits.perSecond;
    this.#countedAt = now;
    this.#allowed = Math.min(strayLimits.burst, this.#allowed + regained) - bytes;
    if (this.#allowed < 0)
      throw new ProtocolViolation(`its stray output passes ${strayLimits.burst / 1024 / 1024} MiB`);
  }
}
