import { str } from '../python/repr.ts';
import { isTruthy } from '../python/truth.ts';
import { expandHome } from '../python/expand-home.ts';
import type { Action } from './action.ts';
import { ActionFailure, ActionSkip } from './action-failure.ts';
import { isTrueArgument, withArguments, without } from './argument-values.ts';
import { remoteExists } from './transfer/remote-exists.ts';
import { openLocalFile } from './transfer/local-file.ts';
import { expandRemoteHome } from './transfer/remote-home.ts';
import { remoteStat } from './transfer/remote-stat.ts';
import { startNamedUpload } from './transfer/upload.ts';

/** `unarchive`: an archive of the controller (or, with `remote_src`, of the target) unpacked into a directory. */
export const unarchive: Action = {
  run: async (context) => {
    const { args } = context;
    if (args.has('copy')) {
      if (args.has('remote_src'))
        throw new ActionFailure("parameters are mutually exclusive: ('copy', 'remote_src')");
      args.set('remote_src', !isTrueArgument(args, 'copy', true));
      args.delete('copy');
    }
    const source = args.get('src') ?? null;
    const written = args.get('dest') ?? null;
    if (source === null || written === null)
      throw new ActionFailure('src (or content) and dest are required');
    const creates = args.get('creates') ?? null;
    if (isTruthy(creates) && (await remoteExists(context, str(creates)))) {
      throw new ActionSkip(`skipped, since ${await expandRemoteHome(context, str(creates))} exists`);
    }
    const destination = await expandRemoteHome(context, str(written));
    const isRemote = isTrueArgument(args, 'remote_src', false);
    const path = isRemote ? undefined : context.findFile(expandHome(str(source)), 'files');
    const stat = await remoteStat(context, destination, { follow: true });
    if (!stat.exists || !stat.isDirectory)
      throw new ActionFailure(`dest '${destination}' must be an existing dir`);
    const wanted = without(args, 'decrypt');
    if (path === undefined) return context.runModule('ansible.legacy.unarchive', wanted);
    const file = await openLocalFile(context, path, isTrueArgument(args, 'decrypt', true));
    const upload = await startNamedUpload(context, file, 'source');
    try {
      const run = context.runModule('ansible.legacy.unarchive', withArguments(wanted, { src: upload.path }));
      const [result] = await Promise.all([run, upload.sent]);
      return result;
    } finally {
      upload.discard();
    }
  },
};
