import { Dict } from '../../python/dict.ts';
import { str } from '../../python/repr.ts';
import { isTruthy } from '../../python/truth.ts';
import type { ActionContext } from '../action.ts';
import type { Answer } from '../answer.ts';

/** Arguments of copy and template that the file module knows too (`copy.py:REAL_FILE_ARGS`). */
const fileArguments: ReadonlySet<string> = new Set([
  'mode',
  'owner',
  'group',
  'seuser',
  'serole',
  'selevel',
  'setype',
  'attributes',
  'unsafe_writes',
  'state',
  'path',
  '_original_basename',
  'recurse',
  'force',
  '_diff_peek',
  'src',
]);

export function fileArgumentsOf(args: Dict): Dict {
  return new Dict([...args].filter(([name]) => fileArguments.has(str(name))));
}

/** Asks the file module what it would change, and changes nothing. Pass the answer to `settleFile`. */
export function probeFile(context: ActionContext, args: Dict): Promise<Answer> {
  const probe = context.runModule('ansible.legacy.file', args, { foreground: true, dryRun: true });
  probe.catch(() => undefined);
  return probe;
}

/**
 * Runs the file module with these arguments. Where the probe found nothing to change, returns the probe's
 * answer, which saves a round trip: most files of most runs are as they should be.
 */
export async function settleFile(
  context: ActionContext,
  args: Dict,
  probe: Promise<Answer>,
): Promise<Answer> {
  const probed = await probe;
  const { data } = probed;
  const unchanged = !isTruthy(data.get('changed') ?? false) && !isTruthy(data.get('failed') ?? false);
  if (unchanged || context.checkMode) return probed;
  return context.runModule('ansible.legacy.file', args, { foreground: true });
}
