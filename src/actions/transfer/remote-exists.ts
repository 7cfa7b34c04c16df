import { shellQuote } from '../../python/shell-split.ts';
import type { ActionContext } from '../action.ts';
import { expandRemoteHome } from './remote-home.ts';
import { runShellCommand } from './shell-command.ts';

/** Whether a shell on the target finds the path (`ActionBase._remote_file_exists`). */
export async function remoteExists(context: ActionContext, path: string): Promise<boolean> {
  const { rc } = await runShellCommand(
    context,
    `test -e ${shellQuote(await expandRemoteHome(context, path))}`,
  );
  return rc === 0;
}
