import { open, readFile as readLocalFile, stat } from 'node:fs/promises';
import { nativePath } from '../../python/file-system.ts';
import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import { MitorunError } from '../../errors/mitorun-error.ts';
import type { ConnectionEvent } from '../../events/connection-event.ts';
import type { Span } from '../../events/span.ts';
import { replies, type ReplyReader } from './words.ts';
import type { AgentTree } from './tree.ts';
import type { OpenedRequest, RequestOptions } from './tree-options.ts';
import { type Owed, stallPatience } from './stall-watch.ts';
import { whileShort } from '../connections/descriptors.ts';
import { frameFlag, type FrameKind, frameKind, type PackedBody } from './frames.ts';
import { type FileSource, inlineFileSize, type PutOptions } from '../hop.ts';
import { makeVisible, ProtocolViolation } from './protocol-violation.ts';
import { pieceSize } from './upload-shares.ts';

/** The agent that files go to and come from. */
interface TransferringHop {
  readonly tree: AgentTree;
  readonly number: number;
  /** The machine, for events. */
  readonly where: string;
  request<T>(
    kind: FrameKind,
    head: unknown,
    reads: ReplyReader<T>,
    options: RequestOptions,
  ): OpenedRequest<T>;
}

/**
 * Bytes that the slowest disk writes in a millisecond. The system may write a whole file only at its end, so
 * a large file may take that long.
 */
const slowestDisk = 1024;

/**
 * Sends one file; the target renames it into place when it is whole. There is no time limit, because a link
 * may be slow. A target that takes nothing for `stallPatience` ends in a CONNECTION error of phase transfer.
 */
export async function putFile(
  hop: TransferringHop,
  source: FileSource,
  path: string,
  options: PutOptions,
  asker: Span,
): Promise<void> {
  const size = 'data' in source ? source.data.length : await sizeOf(source.localPath);
  const head = { path, ...options };
  if (size > inlineFileSize) return sendPieces(hop, source, head, { size, asker });
  const body =
    'data' in source ? source.data : await whileShort(() => readLocalFile(nativePath(source.localPath)));
  const owed = owedFor(path, body.length);
  const onReply = (): undefined => {
    span.emit(transferTo(hop, path, body.length, body.length));
  };
  const { span, reply } = hop.request(frameKind.put, head, onReply, { asker, body, owed });
  await reply;
}

/**
 * Calls `take` with a file's bytes as they come. Where `take` throws, ends the request and throws the same.
 */
export async function readFile(
  hop: TransferringHop,
  path: string,
  take: (piece: Buffer) => void,
  asker: Span,
): Promise<void> {
  let taken = 0;
  let fault: { readonly error: unknown } | undefined;
  const onPiece = (piece: Buffer): void => {
    if (fault) return;
    try {
      take(piece);
    } catch (error) {
      fault = { error };
      hop.tree.cancel(hop.number, number, span);
    }
    taken += piece.length;
    span.emit({
      kind: 'transfer',
      where: hop.where,
      path,
      direction: 'from',
      bytes: taken,
      size: undefined,
    });
  };
  const owed = { what: `a file to be read (${makeVisible(path)})`, patience: stallPatience };
  const { number, span, reply } = hop.request(frameKind.get, { path }, replies.done, {
    asker,
    onPiece,
    owed,
  });
  try {
    await reply;
  } catch (error) {
    if (!fault) throw error;
  }
  if (fault) throw fault.error;
}

function transferTo(
  { where }: Pick<TransferringHop, 'where'>,
  path: string,
  bytes: number,
  size: number,
): ConnectionEvent {
  return { kind: 'transfer', where, path, direction: 'to', bytes, size };
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

function owedFor(path: string, size: number): Owed {
  return {
    what: `an upload to be taken (${makeVisible(path)})`,
    phase: 'transfer',
    patience: stallPatience + size / slowestDisk,
  };
}

async function sendPieces(
  hop: TransferringHop,
  source: FileSource,
  head: { readonly path: string },
  { size, asker }: { readonly size: number; readonly asker: Span },
): Promise<void> {
  const { tree } = hop;
  const share = tree.uploads;
  const answered = new AbortController();
  let onTheWay = 0;
  let written = 0;
  let isWhole = false;
  const onCredit = (bytes: number): void => {
    if (bytes > onTheWay)
      throw new ProtocolViolation(`a credit of ${bytes} bytes came for ${onTheWay} that are on their way`);
    onTheWay -= bytes;
    written += bytes;
    share.release(bytes);
    span.emit(transferTo(hop, head.path, written, size));
  };
  const onReply = (): undefined => {
    if (!isWhole) throw new ProtocolViolation('an upload was answered before it was sent');
  };
  share.begin();
  const { number, span, reply } = hop.request(frameKind.put, { ...head, stream: true }, onReply, {
    asker,
    onCredit,
    owed: owedFor(head.path, size),
  });
  // An upload that the target refuses ends here; without this its share would be waited for forever.
  const refused = reply.then(
    () => undefined,
    () => answered.abort(),
  );
  try {
    const pack = piecePacker();
    for await (const piece of pieces(source)) {
      if (!(await share.take(piece.length, answered.signal))) break;
      onTheWay += piece.length;
      const packed = await pack(piece);
      tree.send({ kind: frameKind.data, hop: hop.number, request: number }, span, packed);
      await tree.drained();
    }
    if (!answered.signal.aborted) {
      isWhole = true;
      const last = { kind: frameKind.data, hop: hop.number, request: number, flags: frameFlag.last };
      tree.send(last, span);
    }
    await reply;
  } catch (error) {
    tree.cancel(hop.number, number, span);
    throw error;
  } finally {
    await refused;
    share.release(onTheWay);
    share.end();
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
  const file = await whileShort(() => open(nativePath(source.localPath)));
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
