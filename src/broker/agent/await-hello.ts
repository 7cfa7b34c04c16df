import type { MitorunError } from '../../errors/mitorun-error.ts';
import { endedBy, type Ending, lastLines } from '../ending.ts';
import { helloMarker, longestHello, parseHello, type Hello } from './words.ts';
import { describeEnd, type Channel, type ChannelEnd } from '../carriers/channel.ts';
import { brokenBy, ProtocolViolation } from './protocol-violation.ts';
import type { LinkProbe } from './silent-link.ts';
import { StallWatch } from './stall-watch.ts';

export interface HelloOptions {
  readonly where: string;
  /** Milliseconds */
  readonly timeout: number;
  readonly startedAt: number;
  readonly probe: LinkProbe | undefined;
  /** Settles where something else that the target sent has ended the connection. */
  readonly refused: Promise<MitorunError>;
  /** What came by standard error so far, for messages. */
  stderr(): string;
  /** The error for a target without Python, where the shell's words say so. */
  onNoPython(end: ChannelEnd, stdout: string, stderr: string): Error | undefined;
}

/** Bytes that start-up files of a login shell may print ahead of the greeting. */
const longestPreface = 1024 * 1024;

/**
 * Waits for the first stage's greeting on a channel. Lines before it (a login shell's start-up files may print) are kept
 * for messages; bytes after it are left in the stream, which is paused. A greeting that is none, that never comes or is
 * drowned is a CONNECTION error of phase bootstrap; the stream is not read any more then.
 */
export function awaitHello(channel: Channel, options: HelloOptions): Promise<Hello> {
  const { where, timeout, startedAt } = options;
  return new Promise((resolve, reject) => {
    const greeting = new GreetingReader();
    const stop = (): void => {
      watch.stop();
      channel.stdout.off('data', onData);
      channel.stdout.pause();
    };
    const ended = (ending: Ending, received: string) =>
      endedBy(ending, { where, startedAt, output: lastLines(received) });
    const fail = (ending: Ending, received: string): void => {
      stop();
      reject(ended(ending, received));
    };
    const watch = new StallWatch(({ what }, silence) => {
      fail(
        { why: 'timedOut', phase: 'bootstrap', waitedFor: what, milliseconds: silence },
        greeting.preface() + options.stderr(),
      );
    }, options.probe);
    watch.owe('Python to start', timeout);
    const onData = (data: Buffer): void => {
      try {
        const found = greeting.read(data);
        if (found === undefined) return;
        stop();
        if (found.rest.length > 0) channel.stdout.unshift(found.rest);
        resolve(found.hello);
      } catch (error) {
        if (!(error instanceof ProtocolViolation)) throw error;
        fail({ why: 'refused', phase: 'bootstrap', reason: brokenBy(error.message) }, error.received);
      }
    };
    channel.stdout.on('data', onData);
    void options.refused.then((error) => {
      stop();
      reject(error);
    });
    void channel.ended.then((end) => {
      stop();
      const rest = greeting.preface();
      const stderr = options.stderr();
      reject(
        options.onNoPython(end, rest, stderr) ??
          ended({ why: 'lost', phase: 'bootstrap', reason: describeEnd(end) }, rest + stderr),
      );
    });
  });
}

const lineFeed = 10;
/** Pieces of a line that are kept apart; a small one costs more than its bytes. */
const mostPieces = 1000;

/** Looks for the greeting's line in what comes. Each byte is looked at once, however small the pieces are. */
class GreetingReader {
  readonly #lines: string[] = [];
  /** The line that has not ended, in the pieces that came. */
  #open: Buffer[] = [];
  #openSize = 0;
  #size = 0;

  /** Everything that is not the greeting. */
  preface(): string {
    return this.#lines.map((line) => `${line}\n`).join('') + Buffer.concat(this.#open).toString('utf8');
  }

  read(data: Buffer): { readonly hello: Hello; readonly rest: Buffer } | undefined {
    let at = 0;
    for (let end = data.indexOf(lineFeed); end >= 0; end = data.indexOf(lineFeed, at)) {
      const line = Buffer.concat([...this.#open, data.subarray(at, end)]);
      this.#open = [];
      this.#openSize = 0;
      at = end + 1;
      // Anywhere in it: what was printed before may lack its line end.
      const begin = line.indexOf(helloMarker);
      if (begin >= 0) return { hello: greetingOf(line.subarray(begin)), rest: data.subarray(at) };
      this.#lines.push(line.toString('utf8'));
      this.#count(line.length + 1);
    }
    this.#keep(data.subarray(at));
    return undefined;
  }

  #keep(rest: Buffer): void {
    if (rest.length === 0) return;
    this.#open.push(rest);
    this.#openSize += rest.length;
    if (this.#open.length > mostPieces) this.#open = [Buffer.concat(this.#open)];
    if (this.#size + this.#openSize > longestPreface + longestHello) this.#count(this.#openSize);
  }

  #count(bytes: number): void {
    this.#size += bytes;
    if (this.#size <= longestPreface) return;
    const received = this.preface().slice(0, 1000);
    throw new ProtocolViolation(
      `more than ${longestPreface} bytes came before the greeting of Python`,
      received,
    );
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function greetingOf(line: Buffer): Hello {
  let text: string;
  try {
    text = utf8.decode(line);
  } catch {
    throw new ProtocolViolation('the greeting of its Python is not UTF-8', line);
  }
  return parseHello(text.slice(helloMarker.length));
}
