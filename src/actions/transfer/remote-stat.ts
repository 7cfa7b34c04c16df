import { MitorunError } from '../../errors/mitorun-error.ts';
import { Dict } from '../../python/dict.ts';
import { str } from '../../python/repr.ts';
import { isTruthy } from '../../python/truth.ts';
import type { ActionContext } from '../action.ts';

/** What an action asks about a remote path. */
export interface RemoteStat {
  readonly exists: boolean;
  readonly isDirectory: boolean;
  readonly isLink: boolean;
  readonly linkSource: string | undefined;
  /** SHA-1 of a regular file that can be read; `1` where there is none, empty for everything else. */
  readonly checksum: string;
}

/** One round trip of the stat module (`ActionBase._execute_remote_stat`); in check mode too. */
export async function remoteStat(
  context: ActionContext,
  path: string,
  options: { readonly follow: boolean; readonly checksum?: boolean },
): Promise<RemoteStat> {
  // What finds out the MIME type and file attributes starts programs on the target, and no action looks at it.
  const args = Dict.of({
    path,
    follow: options.follow,
    get_checksum: options.checksum ?? true,
    checksum_algorithm: 'sha1',
    get_mime: false,
    get_attributes: false,
  });
  const { data: result } = await context.runModule('ansible.legacy.stat', args, { foreground: true });
  if (isTruthy(result.get('failed') ?? false)) {
    const output = ['module_stderr', 'module_stdout', 'msg']
      .map((name) => result.get(name))
      .find((text) => isTruthy(text ?? ''));
    throw new MitorunError(
      'ACTION',
      `Failed to get information on remote file (${path}): ${str(output ?? null)}`,
      {
        origin: context.origin,
      },
    );
  }
  const stat = result.get('stat');
  if (!(stat instanceof Dict))
    throw new MitorunError('ACTION', `The stat module said nothing of ${path}`, { origin: context.origin });
  const exists = isTruthy(stat.get('exists') ?? false);
  const linkSource = stat.get('lnk_source');
  return {
    exists,
    isDirectory: isTruthy(stat.get('isdir') ?? false),
    isLink: isTruthy(stat.get('islnk') ?? false),
    linkSource: typeof linkSource === 'string' ? linkSource : undefined,
    checksum: exists ? str(stat.get('checksum') ?? '') : '1',
  };
}
