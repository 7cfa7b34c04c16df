import { readFile } from 'node:fs/promises';
import { nativePath } from '../../python/file-system.ts';
import { type FileSource, type Hop, inlineFileSize } from '../../broker/hop.ts';
import type { ActionContext } from '../action.ts';
import type { LocalFile } from './local-file.ts';

/** One directory of each hop's temporary directory holds what actions upload, so that making it costs one round trip a run. */
const directories = new WeakMap<Hop, Promise<string>>();
let count = 0;

/** A file that is on its way to the target, and what removes what is left of it. */
export interface Upload {
  readonly path: string;
  /** Rejects where the target refuses the file. */
  readonly sent: Promise<void>;
  /** Tells the target to remove it; nobody waits for that. */
  discard(): void;
}

/**
 * Starts to send a file into the hop's temporary directory. The target writes a small one before it handles any later
 * request, so a module that reads the file may be asked for without waiting for `sent`; a large one is there when this returns.
 * @param extension is kept at the end of the name, for programs that look at it (`validate`)
 */
export async function startUpload(context: ActionContext, file: LocalFile, extension = ''): Promise<Upload> {
  const hop = await context.hop();
  const source = await inMemoryIfSmall(file);
  return uploadTo(hop, source, `${await uploadDirectory(hop)}/.source${++count}${extension}`, 0o600);
}

/** As `startUpload`, under a name that the remote program sees, in a directory of its own, which `discard` removes too. */
export async function startNamedUpload(
  context: ActionContext,
  file: LocalFile,
  name: string,
  mode = 0o600,
): Promise<Upload> {
  const hop = await context.hop();
  const source = await inMemoryIfSmall(file);
  const directory = await hop.temporaryDirectory();
  return uploadTo(hop, source, `${directory}/${name}`, mode, directory);
}

async function uploadTo(
  hop: Hop,
  source: FileSource,
  path: string,
  mode: number,
  directory = path,
): Promise<Upload> {
  const sent = hop.putFile(source, path, { mode });
  // Whoever awaits `sent` gets the failure; until then it must not count as unhandled.
  sent.catch(() => undefined);
  if (!('data' in source) || source.data.length > inlineFileSize) await sent;
  return { path, sent, discard: () => void hop.remove(directory).catch(() => undefined) };
}

async function inMemoryIfSmall({ source, size }: LocalFile): Promise<FileSource> {
  return 'localPath' in source && size <= inlineFileSize
    ? { data: await readFile(nativePath(source.localPath)) }
    : source;
}

function uploadDirectory(hop: Hop): Promise<string> {
  let directory = directories.get(hop);
  if (!directory) {
    directory = hop.temporaryDirectory();
    directories.set(hop, directory);
    directory.catch(() => directories.delete(hop));
  }
  return directory;
}
