import { basename } from 'node:path';
import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import { isTruthy } from '../python/truth.ts';
import { typeName } from '../python/type-name.ts';
import type { Action } from './action.ts';
import type { Answer } from './answer.ts';
import { ActionFailure } from './action-failure.ts';
import { isTrueArgument, withArguments } from './argument-values.ts';
import { openLocalFile } from './transfer/local-file.ts';
import { startNamedUpload, type Upload } from './transfer/upload.ts';

/** `uri`: a request from the target; files of the controller that it is to send go there first. */
export const uri: Action = {
  supportsAsync: true,
  supportsCheckMode: false,
  run: async (context) => {
    const { args } = context;
    const run = (wanted: Dict): Promise<Answer> => context.runModule('ansible.legacy.uri', wanted);
    if (isTrueArgument(args, 'remote_src', false)) return run(args);
    const uploads: Upload[] = [];
    const send = async (name: string): Promise<string> => {
      const path = context.findFile(name, 'files');
      const upload = await startNamedUpload(
        context,
        await openLocalFile(context, path, false),
        basename(path),
      );
      uploads.push(upload);
      await upload.sent;
      return upload.path;
    };
    try {
      const source = args.get('src') ?? null;
      if (isTruthy(source)) return await run(withArguments(args, { src: await send(str(source)) }));
      if (args.get('body_format') === 'form-multipart')
        return await run(withArguments(args, { body: await multipartBody(args, send) }));
      return await run(args);
    } finally {
      // A job in the background still needs them; they go with the connection.
      if (context.asyncSeconds === 0) for (const upload of uploads) upload.discard();
    }
  },
};

/** Fields that name a file without giving its content get the name that it has on the target. */
async function multipartBody(args: Dict, send: (name: string) => Promise<string>): Promise<Dict> {
  const body = args.get('body') ?? null;
  if (!(body instanceof Dict))
    throw new ActionFailure(`body must be mapping, cannot be type ${typeName(body)}`);
  const sent = new Dict();
  for (const [field, value] of body) {
    const file =
      value instanceof Dict && !isTruthy(value.get('content') ?? null)
        ? (value.get('filename') ?? null)
        : null;
    const isFile = value instanceof Dict && isTruthy(file);
    sent.set(field, isFile ? withArguments(value, { filename: await send(str(file)) }) : value);
  }
  return sent;
}
