import { MapVariables } from '../template/variable-layers.ts';
import { isUtf8 } from 'node:buffer';
import { escapedFile } from '../python/escaped-file.ts';
import { decodeEscaping } from '../python/bytes-text.ts';
import { statSync } from '../python/file-system.ts';
import { dirname, join } from 'node:path';
import { encodeText } from '../python/codecs.ts';
import type { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import type { TextTemplateOptions } from '../template/registry.ts';
import { templateVariables } from '../template/files/template-variables.ts';
import type { Action, ActionContext } from './action.ts';
import { ActionFailure } from './action-failure.ts';
import { isTrueArgument, withArguments, without } from './argument-values.ts';
import { copyRendered } from './copy/copy.ts';
import { requiredFile } from './required-file.ts';

/** Options that say how the text is made; the copy action doesn't know them. */
const ownOptions = [
  'newline_sequence',
  'block_start_string',
  'block_end_string',
  'variable_start_string',
  'variable_end_string',
  'comment_start_string',
  'comment_end_string',
  'trim_blocks',
  'lstrip_blocks',
  'output_encoding',
];

/** `template`: renders a file of the controller and copies what it gives. */
export const template: Action = {
  run: async (context) => {
    const { args } = context;
    const newline = newlineSequence(args);
    if ((args.get('state') ?? null) !== null)
      throw new ActionFailure("'state' cannot be specified on a template");
    const source = args.get('src') ?? null;
    const destination = args.get('dest') ?? null;
    if (source === null || destination === null) throw new ActionFailure('src and dest are required');
    if (!['\n', '\r', '\r\n'].includes(newline)) {
      throw new ActionFailure('newline_sequence needs to be one of: \n, \r or');
    }
    const path = requiredFile(context, str(source), 'templates');
    const text = await context.templar.inJob(() => render(context, path, newline));
    const copied = withArguments(without(args, ...ownOptions), {
      src: path,
      dest: destination,
      follow: isTrueArgument(args, 'follow', false),
      mode: modeOf(args, path),
    });
    const encoding = str(args.get('output_encoding') ?? '') || 'utf-8';
    return copyRendered({ context, args: copied, data: encoded(text, encoding), name: path });
  },
};

/** Bytes that were no UTF-8 when they came in go out as they were. */
function encoded(text: string, encoding: string): Buffer {
  return encodeText(text, encoding, 'surrogateescape');
}

/** The sequence may be spelled with backslashes, as single-quoted YAML has it. */
function newlineSequence(args: Dict): string {
  const written = str(args.get('newline_sequence') ?? '\n');
  return written.replaceAll('\\n', '\n').replaceAll('\\r', '\r');
}

function modeOf(args: Dict, path: string) {
  const mode = args.get('mode') ?? null;
  return mode === 'preserve' ? `0${(statSync(path).mode & 0o7777).toString(8).padStart(3, '0')}` : mode;
}

function render(context: ActionContext, path: string, newline: string): string {
  const { args, templar } = context;
  const managed = str(context.setting('DEFAULT_MANAGED_STR') ?? 'Ansible managed');
  const file = { path: str(args.get('src') ?? ''), fullPath: path, destination: args.get('dest') ?? null };
  const delimiters: Record<string, string> = {};
  for (const [option, argument] of delimiterOptions) {
    const written = args.get(argument) ?? null;
    if (written !== null) delimiters[option] = str(written);
  }
  const options: TextTemplateOptions = {
    file: path,
    trimBlocks: isTrueArgument(args, 'trim_blocks', true),
    lstripBlocks: isTrueArgument(args, 'lstrip_blocks', false),
    newlineSequence: newline,
    searchPath: [...context.searchPath, context.playbookDirectory, dirname(path)].flatMap((one) => [
      join(one, 'templates'),
      one,
    ]),
    variables: new MapVariables(templateVariables(file, managed, context.variables)),
    ...delimiters,
  };
  return templar.renderText(userText(context, path), options);
}

/** The text of a user's file; bytes that are no UTF-8 are kept, with Ansible's word that they will not be for ever. */
function userText(context: ActionContext, path: string): string {
  const content = context.readFile(path);
  if (!isUtf8(content)) {
    const { message, removedIn, help } = escapedFile(path);
    context.deprecate(message, removedIn, {
      collection: 'ansible.builtin',
      plugin: undefined,
      date: undefined,
      help,
    });
  }
  return decodeEscaping(content);
}

const delimiterOptions = [
  ['variableStart', 'variable_start_string'],
  ['variableEnd', 'variable_end_string'],
  ['blockStart', 'block_start_string'],
  ['blockEnd', 'block_end_string'],
  ['commentStart', 'comment_start_string'],
  ['commentEnd', 'comment_end_string'],
] as const;
