import { encodeEscaping } from '../../python/bytes-text.ts';
import { basename } from 'node:path';
import { statSync } from '../../python/file-system.ts';
import { MitorunError } from '../../errors/mitorun-error.ts';
import { Dict } from '../../python/dict.ts';
import { dumpJson } from '../../python/json/dump.ts';
import { str } from '../../python/repr.ts';
import { isTruthy } from '../../python/truth.ts';
import type { Value } from '../../python/value.ts';
import type { Action, ActionContext } from '../action.ts';
import { type Answer, answerOf } from '../answer.ts';
import { ActionFailure } from '../action-failure.ts';
import { isTrueArgument } from '../argument-values.ts';
import { localData, openLocalFile } from '../transfer/local-file.ts';
import { expandRemoteHome } from '../transfer/remote-home.ts';
import { copyTree } from './copy-files.ts';
import { type Tree, walkTree } from './walk-tree.ts';

/**
 * `copy`: files, directory trees or text to a remote place. What is there already with the same SHA-1 isn't sent; the
 * copy and file modules do the rest, as in Ansible's action (`plugins/action/copy.py`).
 */
export const copy: Action = {
  run: async (context) => {
    const answer = answerOf(await copyResult(context));
    return { ...answer, data: withInvocation(context, context.args, answer.data) };
  },
};

async function copyResult(context: ActionContext): Promise<Dict | Answer> {
  const { args } = context;
  for (const internal of ['_original_basename', '_diff_peek']) {
    if ((args.get(internal) ?? null) !== null)
      throw new ActionFailure(`Invalid parameter specified: "${internal}"`);
  }
  const problem = argumentProblem(args);
  if (problem !== undefined) return Dict.of({ failed: true, msg: problem });
  const content = args.get('content') ?? null;
  if (content !== null)
    return copyData({ context, args, data: contentBytes(content), name: '.content' }, true);
  if (isTrueArgument(args, 'remote_src', false))
    return context.runModule('ansible.legacy.copy', args, { foreground: true });
  return copyUserFiles(context);
}

function argumentProblem(args: Dict): string | undefined {
  const source = args.get('src') ?? null;
  const content = args.get('content') ?? null;
  const destination = args.get('dest') ?? null;
  if (!isTruthy(source) && content === null) return 'src (or content) is required';
  if (!isTruthy(destination)) return 'dest is required';
  if (isTruthy(source) && content !== null) return 'src and content are mutually exclusive';
  if (content !== null && str(destination).endsWith('/')) return 'can not use content with a dir as dest';
  return undefined;
}

/** A list or dict is written as JSON, everything else as its text. */
function contentBytes(content: Value): Buffer {
  return encodeEscaping(Array.isArray(content) || content instanceof Dict ? dumpJson(content) : str(content));
}

async function copyUserFiles(context: ActionContext): Promise<Answer> {
  const { args } = context;
  const written = str(args.get('src') ?? '');
  const decrypt = isTrueArgument(args, 'decrypt', true);
  const found = findSource(context, written).replace(/(?<=.)\/+$/, '');
  let destination = await expandRemoteHome(context, str(args.get('dest') ?? ''));
  const isDirectory = statSync(found).isDirectory();
  const source = written.endsWith('/') && isDirectory ? `${found}/` : found;
  if (isDirectory && !destination.endsWith('/')) destination += '/';
  const tree: Tree = isDirectory
    ? walkTree(source, isTrueArgument(args, 'local_follow', true))
    : { files: [{ from: found, to: basename(found) }], directories: [], links: [] };
  const open = (entry: { readonly from: string }) => openLocalFile(context, entry.from, decrypt);
  return copyTree(context, { tree, open, args, destination, shownSource: source, isContent: false });
}

/** The file that `src` names; the failure comes with the arguments and in the words that ansible-core 2.19 has for it. */
function findSource(context: ActionContext, written: string): string {
  try {
    return context.findFile(written, 'files');
  } catch (error) {
    if (!(error instanceof MitorunError)) throw error;
    const result = withInvocation(context, context.args, new Dict());
    throw new ActionFailure(`Unexpected AnsibleActionFail error: ${error.message}`, {
      result,
      origin: error.origin,
    });
  }
}

/** Text of the controller's own making. */
export interface RenderedFile {
  readonly context: ActionContext;
  /** The copy action's arguments. */
  readonly args: Dict;
  readonly data: Buffer;
  /** Stands for the file in diffs and results; its last part is its name in a destination that is a directory. */
  readonly name: string;
}

async function copyData({ context, args, data, name }: RenderedFile, isContent: boolean): Promise<Answer> {
  return copyTree(context, {
    tree: { files: [{ from: name, to: basename(name) }], directories: [], links: [] },
    open: () => Promise.resolve(localData(data)),
    args,
    destination: await expandRemoteHome(context, str(args.get('dest') ?? '')),
    shownSource: name,
    isContent,
  });
}

/** Copies what a template gave, as the copy action would copy a file with that content. */
export async function copyRendered(file: RenderedFile): Promise<Answer> {
  const { context, args } = file;
  const problem = argumentProblem(args);
  const { data, remarks } = answerOf(
    problem === undefined ? await copyData(file, false) : Dict.of({ failed: true, msg: problem }),
  );
  return { data: withInvocation(context, args, data), remarks };
}

/** `invocation` where no module gave it, without the content, which may be a secret. */
function withInvocation(context: ActionContext, args: Dict, result: Dict): Dict {
  if (!result.has('invocation')) {
    const shown = args.copy();
    shown.set('module_args', args.copy());
    result.set('invocation', context.noLog ? 'CENSORED: no_log is set' : shown);
  }
  const invocation = result.get('invocation');
  if (!(invocation instanceof Dict)) return result;
  if (invocation.has('content')) invocation.set('content', 'CENSORED: content is a no_log parameter');
  const moduleArguments = invocation.get('module_args');
  if (moduleArguments instanceof Dict && (moduleArguments.get('content') ?? null) !== null) {
    moduleArguments.set('content', 'VALUE_SPECIFIED_IN_NO_LOG_PARAMETER');
  }
  return result;
}
