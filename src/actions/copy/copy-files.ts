import { extname, join } from 'node:path';
import { Dict } from '../../python/dict.ts';
import { isTruthy } from '../../python/truth.ts';
import type { Value } from '../../python/value.ts';
import type { ActionContext } from '../action.ts';
import { type Answer, answerOf } from '../answer.ts';
import { isTrueArgument, withArguments, without } from '../argument-values.ts';
import { diffData } from '../transfer/diff-data.ts';
import type { LocalFile } from '../transfer/local-file.ts';
import { type RemoteStat, remoteStat } from '../transfer/remote-stat.ts';
import { startUpload } from '../transfer/upload.ts';
import { fileArgumentsOf, probeFile, settleFile } from './file-module.ts';
import { startAhead } from './start-ahead.ts';
import type { Tree, TreeEntry } from './walk-tree.ts';

/** What is to be copied where. */
export interface CopyRequest {
  readonly tree: Tree;
  /** Opens one of the tree's files. */
  readonly open: (entry: TreeEntry) => Promise<LocalFile>;
  /** The task's arguments. */
  readonly args: Dict;
  /** Remote, with `~` expanded; ends with a slash where it must be a directory. */
  readonly destination: string;
  /** `src` of a result that no single module gave. */
  readonly shownSource: string;
  /** True where the text came from `content`: it has no name that a directory could take. */
  readonly isContent: boolean;
}

/** Copies files, then directories, then links, up to the first failure; the result is that of Ansible's copy action. */
export async function copyTree(context: ActionContext, request: CopyRequest): Promise<Answer> {
  const { tree, args, destination } = request;
  const result = answerOf(new Dict());
  let last = answerOf(Dict.of({ changed: false }));
  let changed = false;
  let ran = false;
  const take = (given: Answer): boolean => {
    last = given;
    ran = true;
    changed ||= isTruthy(given.data.get('changed') ?? false);
    return isTruthy(given.data.get('failed') ?? false);
  };
  const follow = tree.directories.length === 0 && isTrueArgument(args, 'follow', false);
  for (const [entry, probe] of startAhead(tree.files, (file) =>
    probeDestination(context, request, file, follow),
  )) {
    const given = await copyFile(context, request, entry, probe);
    if (given && take(given)) return update(result, given);
  }
  const directories = tree.directories.map((entry) => directoryArguments(args, join(destination, entry.to)));
  const links = tree.links.map((entry) => linkArguments(request, entry));
  for (const [wanted, probe] of startAhead([...directories, ...links], (one) => probeFile(context, one))) {
    const given = await settleFile(context, wanted, probe);
    if (take(given)) return update(result, given);
  }
  if (!ran || tree.files.length !== 1) {
    return update(result, answerOf(Dict.of({ dest: destination, src: request.shownSource, changed })));
  }
  const { data, remarks } = update(result, last);
  const path = data.get('path');
  if (path !== undefined && !data.has('dest')) data.set('dest', path);
  return { data, remarks };
}

/** The questions about a destination, all sent in one round trip before anything changes. */
interface DestinationProbe {
  readonly path: string;
  readonly follow: boolean;
  readonly stat: Promise<RemoteStat>;
  readonly local: Promise<LocalFile>;
  /** Undefined where the answer is not needed, or depends on the stat. */
  readonly attributes: Promise<Answer> | undefined;
}

function probeDestination(
  context: ActionContext,
  request: CopyRequest,
  entry: TreeEntry,
  follow: boolean,
): DestinationProbe {
  const { args, destination } = request;
  const path = destination.endsWith('/') ? join(destination, entry.to) : destination;
  const force = isTrueArgument(args, 'force', true);
  const stat = remoteStat(context, path, { follow, checksum: force });
  const local = request.open(entry);
  for (const promise of [stat, local]) promise.catch(() => undefined);
  const attributes =
    force && !follow && args.get('mode') !== 'preserve'
      ? probeFile(context, attributeArguments(request, entry, destination))
      : undefined;
  return { path, follow, stat, local, attributes };
}

/** Copies one file. Returns undefined where the file exists and must not be replaced. */
async function copyFile(
  context: ActionContext,
  request: CopyRequest,
  entry: TreeEntry,
  probe: DestinationProbe,
): Promise<Answer | undefined> {
  const { args, destination } = request;
  const force = isTrueArgument(args, 'force', true);
  const result = answerOf(Dict.of({ diff: [] }));
  const local = await probe.local;
  const mode = args.get('mode') === 'preserve' ? `0${local.mode.toString(8).padStart(3, '0')}` : undefined;
  let { path } = probe;
  let stat = await probe.stat;
  if (stat.exists && stat.isDirectory) {
    if (request.isContent)
      return update(
        result,
        answerOf(Dict.of({ failed: true, msg: 'can not use content with a dir as dest' })),
      );
    path = join(destination, entry.to);
    stat = await remoteStat(context, path, { follow: probe.follow, checksum: force });
  }
  if (stat.exists && !force) return undefined;
  let given: Answer;
  if (local.checksum === stat.checksum) {
    given = await setAttributes(context, request, entry, { probe, path, mode });
  } else {
    if (context.diffMode)
      result.data.set('diff', [await diffData(context, path, local, request.isContent ? path : entry.from)]);
    if (context.checkMode) {
      result.data.set('changed', true);
      return result;
    }
    given = await send(context, request, entry, { local, path, mode, follow: probe.follow });
  }
  if (!isTruthy(given.data.get('checksum') ?? null)) given.data.set('checksum', local.checksum);
  return update(result, given);
}

interface Sending {
  readonly local: LocalFile;
  readonly path: string;
  readonly mode: string | undefined;
  readonly follow: boolean;
}

/** Sends the file and lets the copy module put it in its place. */
async function send(
  context: ActionContext,
  request: CopyRequest,
  entry: TreeEntry,
  how: Sending,
): Promise<Answer> {
  const { args, destination } = request;
  const upload = await startUpload(context, how.local, extname(how.path));
  try {
    const wanted = withArguments(without(args, 'content', 'decrypt'), {
      src: upload.path,
      dest: destination,
      _original_basename: entry.to,
      follow: how.follow,
      ...(how.mode !== undefined && { mode: how.mode }),
    });
    if (!isTruthy(args.get('checksum') ?? null)) wanted.set('checksum', how.local.checksum);
    const [given] = await Promise.all([
      context.runModule('ansible.legacy.copy', wanted, { foreground: true }),
      upload.sent,
    ]);
    return given;
  } finally {
    upload.discard();
  }
}

interface AttributeSetting {
  readonly probe: DestinationProbe;
  readonly path: string;
  readonly mode: string | undefined;
}

/** The content is right already; owner, mode and the like may not be. */
async function setAttributes(
  context: ActionContext,
  request: CopyRequest,
  entry: TreeEntry,
  how: AttributeSetting,
): Promise<Answer> {
  let { destination } = request;
  if (how.probe.follow) {
    const link = await remoteStat(context, how.path, { follow: false });
    if (link.isLink && link.linkSource !== undefined) destination = link.linkSource;
  }
  const wanted = attributeArguments(request, entry, destination, how.mode);
  return settleFile(context, wanted, how.probe.attributes ?? probeFile(context, wanted));
}

function attributeArguments(
  request: CopyRequest,
  entry: TreeEntry,
  destination: string,
  mode?: string,
): Dict {
  const wanted = withArguments(fileArgumentsOf(request.args), {
    dest: destination,
    _original_basename: entry.to,
    recurse: false,
    state: 'file',
    ...(mode !== undefined && { mode }),
  });
  wanted.delete('src');
  return wanted;
}

function directoryArguments(args: Dict, path: string): Dict {
  const mode: Value = args.get('directory_mode') ?? null;
  const wanted = withArguments(fileArgumentsOf(args), { path, state: 'directory', mode, recurse: false });
  wanted.delete('src');
  return wanted;
}

function linkArguments({ args, destination, tree }: CopyRequest, { from, to }: TreeEntry): Dict {
  const wanted = withArguments(fileArgumentsOf(args), {
    path: join(destination, to),
    src: from,
    state: 'link',
    force: true,
  });
  // Remote links are only followed where a single file is copied.
  if (tree.directories.length > 0) wanted.set('follow', false);
  if (wanted.get('mode') === 'preserve') wanted.delete('mode');
  return wanted;
}

/** Adds to a result what a step gave. */
function update({ data, remarks }: Answer, given: Answer): Answer {
  for (const [name, value] of given.data) data.set(name, value);
  return { data, remarks: { ...remarks, ...given.remarks } };
}
