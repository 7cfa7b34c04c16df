import { basename } from 'node:path';
import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import { shellQuote, shellSplit } from '../python/shell-split.ts';
import { isTruthy } from '../python/truth.ts';
import type { Action, ActionContext } from './action.ts';
import { checkedArguments } from './action-arguments.ts';
import { ActionFailure, skipped } from './action-failure.ts';
import { isTrueArgument } from './argument-values.ts';
import { commandResult } from './command-result.ts';
import { requiredFile } from './required-file.ts';
import { openLocalFile } from './transfer/local-file.ts';
import { expandRemoteHome } from './transfer/remote-home.ts';
import { startNamedUpload } from './transfer/upload.ts';

const spec = {
  _raw_params: {},
  cmd: { type: 'str' },
  creates: { type: 'str' },
  removes: { type: 'str' },
  chdir: { type: 'str' },
  executable: { type: 'str' },
};

/** `script`: a program of the controller, run on the target with the words behind its name. */
export const script: Action = {
  takesRawParams: true,
  run: async (context) => {
    const groups = [['_raw_params', 'cmd']];
    const args = checkedArguments(context, spec, { required_one_of: groups, mutually_exclusive: groups });
    const creates = textArgument(args, 'creates');
    if (creates !== '' && (await remoteExists(context, creates)))
      return skipped(`${creates} exists, matching creates option`);
    const removes = textArgument(args, 'removes');
    if (removes !== '' && !(await remoteExists(context, removes))) {
      return skipped(`${removes} does not exist, matching removes option`);
    }
    const directory = textArgument(args, 'chdir');
    if (directory !== '' && !directory.startsWith('/')) {
      throw new ActionFailure(`chdir ${directory} must be an absolute path for a Unix-aware remote node`);
    }
    const command = (textArgument(args, '_raw_params') || textArgument(args, 'cmd')).trim();
    const [program = ''] = shellSplit(command);
    const path = requiredFile(context, program, 'files');
    if (context.checkMode) {
      if (creates !== '' || removes !== '') return Dict.of({ changed: true });
      return skipped('Check mode is not supported for this task.', Dict.of({ changed: false }));
    }
    const file = await openLocalFile(context, path, isTrueArgument(args, 'decrypt', true));
    const upload = await startNamedUpload(context, file, basename(path), 0o700);
    try {
      const executable = textArgument(args, 'executable');
      const words = command.replaceAll(program, upload.path);
      const line = executable === '' ? words : `${executable} ${words}`;
      const run = context.command({ command: directory === '' ? line : `cd ${directory} && ${line}` });
      const [outcome] = await Promise.all([run, upload.sent]);
      return commandResult(outcome);
    } finally {
      upload.discard();
    }
  },
};

function textArgument(args: Dict, name: string): string {
  const value = args.get(name) ?? null;
  return isTruthy(value) ? str(value) : '';
}

/** Whether a shell on the target finds the path (`ActionBase._remote_file_exists`). */
export async function remoteExists(context: ActionContext, path: string): Promise<boolean> {
  const { rc } = await context.command({
    command: `test -e ${shellQuote(await expandRemoteHome(context, path))}`,
  });
  return rc === 0;
}
