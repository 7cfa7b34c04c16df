import { describe, expect, it } from 'vitest';
import { Slots } from '../../src/strategy/slots.ts';
import { givenTask } from '../executor/given-task.ts';

/** The largest number of hosts that were at work at a time, per task, and over all. */
async function mostAtOnce(slots: Slots, hosts: number, throttles: readonly number[]): Promise<number[]> {
  const tasks = throttles.map((throttle) => ({
    task: givenTask({}).keywords.task,
    throttle,
    now: 0,
    most: 0,
  }));
  const all = { now: 0, most: 0 };
  const begin = (counter: { now: number; most: number }): void => {
    counter.most = Math.max(counter.most, ++counter.now);
  };
  await Promise.all(
    tasks.flatMap((counted) =>
      Array.from({ length: hosts }, () =>
        slots.run(counted.task, counted.throttle, async () => {
          begin(counted);
          begin(all);
          await new Promise((resolve) => setTimeout(resolve, 2));
          counted.now--;
          all.now--;
        }),
      ),
    ),
  );
  return [...tasks.map(({ most }) => most), all.most];
}

describe('hosts at work at a time', () => {
  it.each<[string, number | undefined, number[], number[]]>([
    ['are as many as forks', 3, [0], [3, 3]],
    ['are as many as the task allows, where that is less', 5, [2], [2, 2]],
    ['are no more than forks, whatever the task allows', 2, [9], [2, 2]],
    ['are counted for each task, and forks for all', 4, [1, 2], [1, 2, 3]],
    ['are not limited where something else limits them', undefined, [0], [6, 6]],
    ['are limited by a task all the same then', undefined, [2], [2, 2]],
  ])('%s', async (_, forks, throttles, expected) => {
    expect(await mostAtOnce(new Slots(forks), 6, throttles)).toEqual(expected);
  });

  it('begin in the order in which they came', async () => {
    const slots = new Slots(2);
    const order: number[] = [];
    const task = givenTask({}).keywords.task;
    await Promise.all([1, 2, 3, 4].map((host) => slots.run(task, 1, async () => void order.push(host))));
    expect(order).toEqual([1, 2, 3, 4]);
  });
});
