import { open, readFile, stat } from 'node:fs/promises';
import { nativePath } from '../python/file-system.ts';
import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import { MitorunError } from '../errors/mitorun-error.ts';
import type { AgentHop } from './agent-hop.ts';
import { ByteBudget } from './byte-budget.ts';
import { frameFlag, frameKind, type PackedBody } from './frames.ts';
import { type FileSource, inlineFileSize, type PutOptions } from './hop.ts';

const pieceSize = 64 * 1024;
/** What one upload may have on its way, written by the target or not. */
const windowSize = 1024 * 1024;
/** What all uploads of the run may have on their way together. */
const budget = new ByteBudget(32 * 1024 * 1024);

/** Sends one file; the target renames it into place when it is whole. */
export async function putFile(
  hop: AgentHop,
  source: FileSource,
  path: string,
  options: PutOptions,
): Promise<void> {
  const size = 'data' in source ? source.data.length : await sizeOf(source.localPath);
  const head = { path, ...options };
  if (size > inlineFileSize) return sendPieces(hop, source, head);
  const data = 'data' in source ? source.data : await readFile(nativePath(source.localPath));
  await hop.request(frameKind.put, head, data).reply;
}

async function sizeOf(localPath: string): Promise<number> {
  try {
    const found = await stat(nativePath(localPath));
    if (!found.isDirectory()) return found.size;
  } catch (error) {
    throw new MitorunError('FILE_NOT_FOUND', `Could not find or access '${localPath}'`, { cause: error });
  }
  throw new MitorunError('ACTION', `${localPath} is a directory`);
}

async function sendPieces(hop: AgentHop, source: FileSource, head: object): Promise<void> {
  const window = new ByteBudget(windowSize);
  let lent = 0;
  const give = (bytes: number) => {
    lent -= bytes;
    window.release(bytes);
    budget.release(bytes);
  };
  const { number, reply } = hop.request(frameKind.put, { ...head, stream: true }, undefined, {
    onCredit: give,
  });
  let failed: unknown;
  // An upload that the target refuses ends here; without this a full window would be waited for forever.
  const refused = reply.then(
    () => undefined,
    (error: unknown) => {
      failed = error;
      window.release(windowSize);
    },
  );
  try {
    const pack = piecePacker();
    for await (const piece of pieces(source)) {
      await window.take(piece.length);
      await budget.take(piece.length);
      lent += piece.length;
      if (failed !== undefined) break;
      hop.tree.sendPacked(frameKind.data, hop.number, undefined, await pack(piece), number);
      await hop.tree.drained();
    }
    if (failed === undefined) {
      hop.tree.send(frameKind.data, hop.number, number, undefined, undefined, frameFlag.last);
    }
    await reply;
  } catch (error) {
    hop.tree.send(frameKind.cancel, hop.number, number, undefined);
    throw error;
  } finally {
    await refused;
    budget.release(lent);
  }
}

const compress = promisify(deflate);
/** After a piece that does not get shorter, so many are sent as they are before compression is tried again. */
const patienceWithDense = 15;

function piecePacker(): (piece: Buffer) => Promise<PackedBody> {
  let untried = 0;
  return async (piece) => {
    if (untried > 0) {
      untried--;
      return { bytes: piece, compressed: false };
    }
    const packed = await compress(piece, { level: 1 });
    if (packed.length < piece.length * 0.95) return { bytes: packed, compressed: true };
    untried = patienceWithDense;
    return { bytes: piece, compressed: false };
  };
}

async function* pieces(source: FileSource): AsyncGenerator<Buffer> {
  if ('data' in source) {
    for (let at = 0; at < source.data.length; at += pieceSize) yield source.data.subarray(at, at + pieceSize);
    return;
  }
  const file = await open(nativePath(source.localPath));
  try {
    for (;;) {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(pieceSize), 0, pieceSize);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}
