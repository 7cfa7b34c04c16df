import { toNumber } from '../executor/conversions.ts';
import { OMIT } from '../python/omit.ts';
import { type PlayRun, templarFor } from './play-run.ts';

/** How many of a batch's hosts in a hundred may fail, as the play says; undefined where it leaves that out, or omits it. */
export async function maxFailPercentage(run: PlayRun): Promise<number | undefined> {
  const written = run.context.play.own('max_fail_percentage');
  if (written === undefined || written === null) return undefined;
  const templar = templarFor(run, undefined, undefined);
  return templar.inJob(() => {
    const value = templar.render(written);
    return value === OMIT ? undefined : toNumber('max_fail_percentage', value);
  });
}
