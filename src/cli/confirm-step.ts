import pLimit from 'p-limit';
import type { Terminal } from '../actions/action.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import type { Display } from '../output/display.ts';

/**
 * `--step`: asks before each task, one question after the other, until the answer is to go on without asking. Throws USAGE
 * where nobody can answer.
 */
export function stepByStep(
  terminal: Terminal | undefined,
  display: Pick<Display, 'banner'>,
): (task: string, host: string | undefined) => Promise<boolean> {
  if (!terminal) {
    throw new MitorunError('USAGE', 'There is no terminal to confirm the steps on.', {
      hint: '--step asks before each task; run it from a terminal.',
    });
  }
  const oneByOne = pLimit(1);
  let asks = true;
  const ask = async (task: string, host: string | undefined): Promise<boolean> => {
    if (!asks) return true;
    const question = `Perform task: ${task} ${host === undefined ? '' : `on ${host} `}(N)o/(y)es/(c)ontinue: `;
    const answer = (await terminal.ask(question, { hidden: false })).toLowerCase();
    if (['c', 'continue'].includes(answer)) asks = false;
    display.banner(question);
    return !asks || ['y', 'yes'].includes(answer);
  };
  return (task, host) => oneByOne(ask, task, host);
}
