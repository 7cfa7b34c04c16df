import type { CommandOutcome } from '../../broker/hop.ts';
import type { ActionContext } from '../action.ts';

/** Runs a shell command as the task's account: by its agent, or over the bare connection where there is no Python. */
export async function runShellCommand(context: ActionContext, command: string): Promise<CommandOutcome> {
  const hop = await context.hopIfPython();
  return hop === undefined ? context.raw(command, { executable: '/bin/sh' }) : context.command({ command });
}
