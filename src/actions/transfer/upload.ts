import { readFile } from 'node:fs/promises';
import { nativePath } from '../../python/file-system.ts';
import { type FileSource, type Hop, inlineFileSize, type TargetFacts } from '../../broker/hop.ts';
import type { ActionContext } from '../action.ts';
import type { LocalFile } from './local-file.ts';

/**
 * The upload directory of each agent, by its TargetFacts. All actions share it, so making it costs one round
 * trip a run.
 */
const directories = new WeakMap<TargetFacts, Promise<string>>();
let count = 0;

/** A file on its way to the target. */
export interface Upload {
  readonly path: string;
  /** Rejects where the target refuses the file. */
  readonly sent: Promise<void>;
  /** Tells the target to remove it; nobody waits for that. */
  discard(): void;
}

/**
 * Starts to send a file into the hop's temporary directory. The target writes a small file before it handles
 * any later request, so a module that reads the file may be requested before `sent` settles. A large file is
 * there when this returns.
 * @param extension is kept at the end of the name, for programs that look at it (`validate`)
 */
export async function startUpload(context: ActionContext, file: LocalFile, extension = ''): Promise<Upload> {
  const hop = await context.hop();
  const source = await inMemoryIfSmall(file);
  const directory = await uploadDirectory(hop, context.temporaryPlaces);
  const path = `${directory}/.source${++count}${extension}`;
  // Forgets a directory that refused a file, as it may be full or removed: the next task makes another.
  return uploadTo(hop, source, {
    path,
    remove: path,
    mode: 0o600,
    refused: () => directories.delete(hop.target),
  });
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
  const directory = await hop.temporaryDirectory(context.temporaryPlaces);
  return uploadTo(hop, source, { path: `${directory}/${name}`, remove: directory, mode });
}

async function uploadTo(
  hop: Hop,
  source: FileSource,
  to: {
    readonly path: string;
    readonly mode: number;
    readonly remove: string;
    readonly refused?: () => void;
  },
): Promise<Upload> {
  const sent = hop.putFile(source, to.path, { mode: to.mode });
  // Whoever awaits `sent` gets the failure; until then it must not count as unhandled.
  sent.catch(() => to.refused?.());
  if (!('data' in source) || source.data.length > inlineFileSize) await sent;
  return { path: to.path, sent, discard: () => void hop.remove(to.remove).catch(() => undefined) };
}

async function inMemoryIfSmall({ source, size }: LocalFile): Promise<FileSource> {
  return 'localPath' in source && size <= inlineFileSize
    ? { data: await readFile(nativePath(source.localPath)) }
    : source;
}

function uploadDirectory(hop: Hop, places: readonly string[]): Promise<string> {
  const { target } = hop;
  let directory = directories.get(target);
  if (!directory) {
    directory = hop.temporaryDirectory(places);
    directories.set(target, directory);
    directory.catch(() => directories.delete(target));
  }
  return directory;
}
