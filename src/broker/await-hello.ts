import { helloMarker, parseHello, type Hello } from './agent-words.ts';
import { describeEnd, type Channel, type ChannelEnd } from './channel.ts';
import { phaseFailure } from './phase-failure.ts';

export interface HelloOptions {
  readonly where: string;
  /** Milliseconds */
  readonly timeout: number;
  readonly startedAt: number;
  /** What came by standard error so far, for messages. */
  stderr(): string;
  /** The error for a target without Python, where the shell's words say so. */
  onNoPython(end: ChannelEnd, stdout: string, stderr: string): Error | undefined;
}

/**
 * Waits for the first stage's greeting on a channel. Lines before it (a login shell's start-up files may print) are kept
 * for messages; bytes after it are left in the stream, which is paused.
 */
export function awaitHello(channel: Channel, options: HelloOptions): Promise<Hello> {
  const { where, timeout, startedAt } = options;
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    let junk = '';
    const timer = setTimeout(() => {
      const reason = `Timeout (${Math.round(timeout / 1000)}s) waiting for Python to start`;
      reject(phaseFailure('CONNECTION', where, 'bootstrap', startedAt, reason, junk + options.stderr()));
    }, timeout);
    const onData = (data: Buffer) => {
      received = Buffer.concat([received, data]);
      for (let end = received.indexOf(10); end >= 0; end = received.indexOf(10)) {
        const line = received.subarray(0, end).toString('utf8');
        received = received.subarray(end + 1);
        // Anywhere in it: what was printed before may lack its line end.
        const begin = line.indexOf(helloMarker);
        if (begin >= 0) {
          clearTimeout(timer);
          channel.stdout.off('data', onData);
          channel.stdout.pause();
          if (received.length > 0) channel.stdout.unshift(received);
          resolve(parseHello(line.slice(begin + helloMarker.length)));
          return;
        }
        junk += `${line}\n`;
      }
    };
    channel.stdout.on('data', onData);
    void channel.ended.then((end) => {
      clearTimeout(timer);
      const rest = junk + received.toString('utf8');
      const stderr = options.stderr();
      reject(
        options.onNoPython(end, rest, stderr) ??
          phaseFailure('CONNECTION', where, 'bootstrap', startedAt, describeEnd(end), rest + stderr),
      );
    });
  });
}
