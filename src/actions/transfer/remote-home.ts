import { decodeEscaping } from '../../python/bytes-text.ts';
import type { ActionContext } from '../action.ts';
import { runShellCommand } from './shell-command.ts';

/** `~/x` and `~user/x` in a remote path, as the account on the target has them (`ActionBase._remote_expand_user`). */
export async function expandRemoteHome(context: ActionContext, path: string): Promise<string> {
  if (!path.startsWith('~')) return path;
  const slash = path.indexOf('/');
  const name = slash < 0 ? path : path.slice(0, slash);
  const rest = slash < 0 ? '' : path.slice(slash);
  return (await homeOf(context, name)) + rest;
}

async function homeOf(context: ActionContext, name: string): Promise<string> {
  const hop = name === '~' ? await context.hopIfPython() : undefined;
  if (hop !== undefined) return hop.target.home;
  const asked = name === '~' ? `~${context.becomeUser ?? ''}` : name;
  // A name that a shell would not take for a user's stays as it is.
  if (!/^~([A-Za-z0-9._][A-Za-z0-9._-]*)?$/.test(asked)) return name;
  const { stdout } = await runShellCommand(context, `echo ${asked}`);
  return decodeEscaping(stdout).trim() || name;
}
