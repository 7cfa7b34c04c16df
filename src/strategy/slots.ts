import pLimit, { type LimitFunction } from 'p-limit';
import type { Task } from '../playbook/model.ts';

/** How many hosts of a batch may be at work at a time: `forks` over all tasks, `throttle` for each task. The one place that enforces both. */
export class Slots {
  readonly #forks: LimitFunction | undefined;
  readonly #throttles = new Map<Task, LimitFunction>();

  /** @param forks undefined where something else limits the hosts */
  constructor(forks: number | undefined) {
    this.#forks = forks === undefined ? undefined : pLimit(forks);
  }

  /** Does the work as soon as there is a slot for it. Whoever came first is first. @param throttle 0 for none */
  run<T>(task: Task, throttle: number, work: () => Promise<T>): Promise<T> {
    const forks = this.#forks;
    const limited = forks ? () => forks(work) : work;
    return throttle > 0 ? this.#throttle(task, throttle)(limited) : limited();
  }

  #throttle(task: Task, count: number): LimitFunction {
    const known = this.#throttles.get(task);
    if (known) return known;
    const limit = pLimit(count);
    this.#throttles.set(task, limit);
    return limit;
  }
}
