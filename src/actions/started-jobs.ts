/**
 * Milliseconds for which a job is young. Ansible takes about as long from the task that starts the job to the
 * task that asks for it.
 */
const youth = 1000;

/** The background jobs that this run has started of late. */
export class StartedJobs {
  /** The time on the monotonic clock by job, the oldest first. */
  readonly #started = new Map<string, number>();

  /** Notes that a job has just begun. */
  add(jobId: string): void {
    const now = performance.now();
    for (const [id, started] of this.#started) {
      if (now - started < youth) break;
      this.#started.delete(id);
    }
    this.#started.set(jobId, now);
  }

  /**
   * Returns how many milliseconds the job is still young: 0 for an older job, and for one that this run did
   * not start.
   */
  youthLeft(jobId: string): number {
    const started = this.#started.get(jobId);
    return started === undefined ? 0 : Math.max(0, youth - (performance.now() - started));
  }
}
