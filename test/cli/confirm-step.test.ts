import { describe, expect, it } from 'vitest';
import { stepByStep } from '../../src/cli/confirm-step.ts';

/** Asks about these tasks at once, as hosts of the free strategy do, while somebody types these answers. */
async function confirmed(tasks: readonly [string, string?][], typed: readonly string[]) {
  const said: string[] = [];
  const answers = [...typed];
  const confirm = stepByStep(
    {
      async ask(question) {
        said.push(question);
        await new Promise((resolve) => setImmediate(resolve));
        const answer = answers.shift() ?? '';
        said.push(answer);
        return answer;
      },
      key: async () => undefined,
    },
    { banner: () => {} },
  );
  const runs = await Promise.all(tasks.map(([task, host]) => confirm(task, host)));
  return { said, runs };
}

describe('confirming steps', () => {
  it('asks the next question when the one before is answered', async () => {
    const { said, runs } = await confirmed(
      [['TASK: one', 'a'], ['TASK: one', 'b'], ['HANDLER: two']],
      ['y', 'No', 'YES'],
    );
    expect(said).toEqual([
      'Perform task: TASK: one on a (N)o/(y)es/(c)ontinue: ',
      'y',
      'Perform task: TASK: one on b (N)o/(y)es/(c)ontinue: ',
      'No',
      'Perform task: HANDLER: two (N)o/(y)es/(c)ontinue: ',
      'YES',
    ]);
    expect(runs).toEqual([true, false, true]);
  });

  it('asks nobody who waits, once the answer was to go on', async () => {
    const { said, runs } = await confirmed([['one'], ['two'], ['three']], ['', 'c']);
    expect(said.length).toBe(4);
    expect(runs).toEqual([false, true, true]);
  });
});
