import { decodeEscaping } from '../../python/bytes-text.ts';
import { readFileSync } from '../../python/file-system.ts';
import { basename } from 'node:path';
import { Dict } from '../../python/dict.ts';
import { str } from '../../python/repr.ts';
import { isTruthy } from '../../python/truth.ts';
import type { ActionContext } from '../action.ts';
import type { LocalFile } from './local-file.ts';

/**
 * What `--diff` shows of a file about to be written: the remote file before, the local one after, or why one of them
 * is not shown (`ActionBase._get_diff_data`).
 * @param shownSource stands over the new text
 */
export async function diffData(
  context: ActionContext,
  destination: string,
  file: LocalFile,
  shownSource: string,
): Promise<Dict> {
  const diff = new Dict();
  const { data: peek } = await context.runModule(
    'ansible.legacy.file',
    Dict.of({ path: destination, _diff_peek: true }),
    { foreground: true },
  );
  if (isTruthy(peek.get('failed') ?? false)) {
    context.warn(
      `Failed to get diff between '${basename(shownSource)}' and '${destination}': ${str(peek.get('msg') ?? '')}`,
    );
    return diff;
  }
  const limit = Number(context.setting('MAX_FILE_SIZE_FOR_DIFF') ?? 104448);
  if (Number(peek.get('rc') ?? 0) === 0) await addBefore(context, diff, destination, peek, limit);
  addAfter(diff, file, shownSource, limit);
  if (context.noLog) {
    if (diff.has('before')) diff.set('before', '');
    if (diff.has('after')) {
      diff.set(
        'after',
        " [[ Diff output has been hidden because 'no_log: true' was specified for this result ]]\n",
      );
    }
  }
  return diff;
}

async function addBefore(
  context: ActionContext,
  diff: Dict,
  destination: string,
  peek: Dict,
  limit: number,
): Promise<void> {
  const state = peek.get('state') ?? null;
  const size = Number(peek.get('size') ?? 0);
  if (state === null || state === 'absent') diff.set('before', '');
  else if (isTruthy(peek.get('appears_binary') ?? false)) diff.set('dst_binary', 1);
  else if (size > 0 && limit > 0 && size > limit) diff.set('dst_larger', limit);
  else {
    const { data: slurped } = await context.runModule(
      'ansible.legacy.slurp',
      Dict.of({ path: destination }),
      { foreground: true },
    );
    const content = slurped.get('content');
    if (content === undefined) return;
    diff.set('before_header', destination);
    diff.set('before', decodeEscaping(Buffer.from(str(content), 'base64')));
  }
}

function addAfter(diff: Dict, { source, size }: LocalFile, shownSource: string, limit: number): void {
  if (limit > 0 && size > limit) {
    diff.set('src_larger', limit);
    return;
  }
  const data = 'data' in source ? source.data : readFileSync(source.localPath);
  if (data.includes(0)) {
    diff.set('src_binary', 1);
    return;
  }
  diff.set('after_header', shownSource);
  diff.set('after', decodeEscaping(data));
}
