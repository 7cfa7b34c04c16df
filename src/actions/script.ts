import { basename } from 'node:path';
import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import { shellSplit } from '../python/shell-split.ts';
import { isTruthy } from '../python/truth.ts';
import type { Action } from './action.ts';
import { checkedArguments } from './check-arguments.ts';
import { ActionFailure, ActionSkip } from './action-failure.ts';
import { isTrueArgument } from './argument-values.ts';
import { commandResult } from './command-result.ts';
import { requiredFile } from './required-file.ts';
import { openLocalFile } from './transfer/local-file.ts';
import { remoteExists } from './transfer/remote-exists.ts';
import { sendScript } from './transfer/sent-script.ts';

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
      throw new ActionSkip(`${creates} exists, matching creates option`);
    const removes = textArgument(args, 'removes');
    if (removes !== '' && !(await remoteExists(context, removes))) {
      throw new ActionSkip(`${removes} does not exist, matching removes option`);
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
      throw new ActionSkip('Check mode is not supported for this task.');
    }
    const file = await openLocalFile(context, path, isTrueArgument(args, 'decrypt', true));
    const sent = await sendScript(context, file, basename(path));
    try {
      const executable = textArgument(args, 'executable');
      const words = command.replaceAll(program, sent.path);
      return commandResult(await sent.run(executable === '' ? words : `${executable} ${words}`, directory));
    } finally {
      await sent.discard();
    }
  },
};

function textArgument(args: Dict, name: string): string {
  const value = args.get(name) ?? null;
  return isTruthy(value) ? str(value) : '';
}
