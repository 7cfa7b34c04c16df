import { existsSync, statSync } from '../python/file-system.ts';
import { basename, join, normalize, resolve, sep } from 'node:path';
import { MitorunError } from '../errors/mitorun-error.ts';
import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import { isTruthy } from '../python/truth.ts';
import { expandHome } from '../python/expand-home.ts';
import type { Action, ActionContext } from './action.ts';
import type { Answer } from './answer.ts';
import { ActionFailure, ActionSkip } from './action-failure.ts';
import { isTrueArgument } from './argument-values.ts';
import { fetchedPath } from './transfer/fetched-path.ts';
import { checksumOf } from './transfer/local-file.ts';
import { receiveFile } from './transfer/receive-file.ts';
import { expandRemoteHome } from './transfer/remote-home.ts';
import { type RemoteStat, remoteStat } from './transfer/remote-stat.ts';
import { isDirectory } from '../python/os-path.ts';

/** `fetch`: a remote file to the controller, below a directory of the host's name unless `flat` says otherwise. */
export const fetch: Action = {
  run: async (context) => {
    const { args } = context;
    if (context.checkMode) throw new ActionSkip('check mode not (yet) supported for this module');
    const missing = isTrueArgument(args, 'fail_on_missing', true);
    const written = args.get('src') ?? null;
    const destination = args.get('dest') ?? null;
    if (written === null || destination === null) throw new ActionFailure('src and dest are required');
    if (typeof destination !== 'string')
      throw new ActionFailure('Invalid type supplied for dest option, it must be a string');
    if (typeof written !== 'string')
      throw new ActionFailure('Invalid type supplied for source option, it must be a string');
    const source = await expandRemoteHome(context, written);
    const becomes = context.becomeUser !== undefined;
    let found: RemoteStat;
    try {
      found = await remoteStat(context, source, { follow: true });
    } catch (error) {
      if (!(error instanceof MitorunError) || error.code !== 'ACTION') throw error;
      return becomes ? slurpFailure(context, source, missing) : unreadable(source, error.message, missing);
    }
    const isDirectory = found.exists && found.isDirectory;
    if (isDirectory && !becomes) return directoryResult(missing);
    if (isDirectory || found.checksum === '1' || found.checksum === '')
      return slurpFailure(context, source, missing);
    return take(context, source, destination, found.checksum);
  },
};

function unreadable(source: string, message: string, fails: boolean): Dict {
  const result = Dict.of({ changed: false, file: source });
  if (fails) result.set('failed', true);
  result.set('msg', fails ? message : `${message}, ignored`);
  return result;
}

function directoryResult(fails: boolean): Dict {
  const msg = 'remote file is a directory, fetch cannot work on directories';
  return fails
    ? Dict.of({ failed: true, changed: false, msg })
    : Dict.of({ msg: `${msg}, not transferring, ignored` });
}

/** The slurp module says why a file that stat cannot read isn't there. */
async function slurpFailure(context: ActionContext, source: string, fails: boolean): Promise<Dict | Answer> {
  const answer = await context.runModule('ansible.legacy.slurp', Dict.of({ src: source }), {
    foreground: true,
  });
  const { data: slurped } = answer;
  if (!isTruthy(slurped.get('failed') ?? false)) {
    throw new ActionFailure(`the remote file ${source} is no regular file, fetch cannot work on it`);
  }
  const result = fails ? slurped : Dict.of({ file: source, changed: false });
  const message = str(slurped.get('msg') ?? '');
  if (message.includes('not found'))
    result.set('msg', 'the remote file does not exist, not transferring, ignored');
  else if (message.toLowerCase().startsWith('source is a directory')) {
    result.set('msg', 'remote file is a directory, fetch cannot work on directories');
  }
  return fails ? answer : result;
}

async function take(
  context: ActionContext,
  source: string,
  destination: string,
  remoteChecksum: string,
): Promise<Dict> {
  const path = localPath(context, source, destination);
  const local = existsSync(path) && !statSync(path).isDirectory() ? await checksumOf(path) : undefined;
  if (local === remoteChecksum) {
    return Dict.of({
      changed: false,
      md5sum: await checksumOf(path, 'md5'),
      file: source,
      dest: path,
      checksum: local,
    });
  }
  const hop = await context.hop();
  const { sha1: checksum, md5 } = await receiveFile(hop, source, path);
  const result = Dict.of({
    changed: true,
    md5sum: md5,
    dest: path,
    remote_md5sum: null,
    checksum,
    remote_checksum: remoteChecksum,
  });
  if (!isTrueArgument(context.args, 'validate_checksum', true) || checksum === remoteChecksum) return result;
  result.delete('changed');
  for (const [name, value] of [
    ['failed', true],
    ['msg', 'checksum mismatch'],
    ['file', source],
  ] as const)
    result.set(name, value);
  return result;
}

function localPath(context: ActionContext, source: string, written: string): string {
  const local = (path: string): string => resolve(context.playbookDirectory, expandHome(path));
  if (!isTrueArgument(context.args, 'flat', false)) return fetchedPath(local(written), context.host, source);
  if (isDirectory(written) && !written.endsWith(sep)) {
    throw new ActionFailure(
      'dest is an existing directory, use a trailing slash if you want to fetch src into that directory',
    );
  }
  if (!written.endsWith(sep)) return normalize(local(written));
  const path = join(written, basename(source));
  if (isDirectory(path)) {
    throw new ActionFailure(
      `calculated dest '${path}' is an existing directory, use another path that does not point to an existing directory`,
    );
  }
  return normalize(local(path));
}
