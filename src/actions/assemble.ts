import { encodeStrict } from '../python/bytes-text.ts';
import { readFileSync, readdirSync, statSync } from '../python/file-system.ts';
import type { Dict } from '../python/dict.ts';
import { compareCodePoints } from '../python/json/dump.ts';
import { Pattern } from '../python/regex/pattern.ts';
import { str } from '../python/repr.ts';
import { isTruthy } from '../python/truth.ts';
import type { Action, ActionContext } from './action.ts';
import { ActionFailure } from './action-failure.ts';
import { isTrueArgument, withArguments, without } from './argument-values.ts';
import { diffData } from './transfer/diff-data.ts';
import { isVaultedFile, localData } from './transfer/local-file.ts';
import { expandRemoteHome } from './transfer/remote-home.ts';
import { startUpload } from './transfer/upload.ts';
import { isFile } from '../python/os-path.ts';

/** `assemble`: a file made of the fragments in a directory, of the target unless `remote_src` says otherwise. */
export const assemble: Action = {
  run: async (context) => {
    const { args } = context;
    const source = args.get('src') ?? null;
    const written = args.get('dest') ?? null;
    if (source === null || written === null) throw new ActionFailure('src and dest are required');
    if (isTrueArgument(args, 'remote_src', true))
      return context.runModule('ansible.legacy.assemble', without(args, 'decrypt'));
    const directory = context.findFile(str(source), 'files');
    if (!statSync(directory).isDirectory())
      throw new ActionFailure(`Source (${directory}) is not a directory`);
    const file = localData(assembled(context, directory));
    const destination = await expandRemoteHome(context, str(written));
    const wanted = withArguments(
      without(args, 'remote_src', 'regexp', 'delimiter', 'ignore_hidden', 'decrypt'),
      {
        dest: destination,
      },
    );
    // Ansible compares nothing here: the copy module finds out whether the file is right already, and its result is the action's.
    const diff = context.diffMode ? await diffData(context, destination, file, directory) : undefined;
    const upload = await startUpload(context, file);
    try {
      const run = context.runModule('ansible.legacy.copy', withArguments(wanted, { src: upload.path }));
      const [result] = await Promise.all([run, upload.sent]);
      if (diff && diff.size > 0) result.data.set('diff', diff);
      return result;
    } finally {
      upload.discard();
    }
  },
};

function assembled(context: ActionContext, directory: string): Buffer {
  const { args } = context;
  const delimiter = args.get('delimiter') ?? null;
  // Ansible adds a newline after a delimiter whether it ends with one or not.
  const between = isTruthy(delimiter) ? encodeStrict(`${decodeEscapes(str(delimiter))}\n`) : Buffer.alloc(0);
  const parts: Buffer[] = [];
  let last: Buffer | undefined;
  for (const path of fragments(args, directory)) {
    const decrypts = isTrueArgument(args, 'decrypt', true) && isVaultedFile(path);
    const content = decrypts ? context.readFile(path) : readFileSync(path);
    if (last) parts.push(withNewline(last).subarray(last.length), between);
    parts.push(content);
    last = content;
  }
  return Buffer.concat(parts);
}

function fragments(args: Dict, directory: string): string[] {
  const regexp = args.get('regexp') ?? null;
  const pattern = regexp === null ? undefined : new Pattern(str(regexp));
  const ignoresHidden = isTruthy(args.get('ignore_hidden') ?? false);
  return readdirSync(directory)
    .toSorted(compareCodePoints)
    .filter(
      (name) => (!pattern || pattern.search(name) !== undefined) && !(ignoresHidden && name.startsWith('.')),
    )
    .map((name) => `${directory}/${name}`)
    .filter(isFile);
}

/** What does not end with a newline gets one, so that lines don't run together. */
function withNewline(content: Buffer): Buffer {
  return content.at(-1) === 0x0a ? content : Buffer.concat([content, Buffer.from('\n')]);
}

const plainEscapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
};

/** Backslash sequences as Python's bytes literals have them (`codecs.escape_decode`). */
function decodeEscapes(text: string): string {
  return text.replace(/\\(x[0-9a-fA-F]{2}|[0-7]{1,3}|[\s\S])/g, (whole, escape: string) => {
    if (/^x../.test(escape)) return String.fromCharCode(Number.parseInt(escape.slice(1), 16));
    if (/^[0-7]/.test(escape)) return String.fromCharCode(Number.parseInt(escape, 8));
    if (escape === '\n') return '';
    return plainEscapes[escape] ?? (`\\'"`.includes(escape) ? escape : whole);
  });
}
