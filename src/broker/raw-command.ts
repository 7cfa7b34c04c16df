import { constants } from 'node:buffer';
import { encodeEscaping } from '../python/bytes-text.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import { announced, successMarker } from './become/become-command.ts';
import { becomeFailure, type BecomeAttempt } from './become/failure.ts';
import { becomeMethod } from './become/index.ts';
import { localBecomeFailure, withoutLocalPreamble } from './become/local-preamble.ts';
import type { Channel, TransportConnection } from './channel.ts';
import type { CommandOutcome, RawOptions } from './hop.ts';
import type { HopPath } from './hop-path.ts';
import { passwordLine } from './password-line.ts';
import { randomMarker } from './random-marker.ts';
import { shellCommand, shellQuote } from '../python/shell-split.ts';

interface PromptAnswer extends BecomeAttempt {
  readonly prompt: RegExp;
}

/** A command over the plain channel, with no Python on the other side; become steps are dealt with by their prompts. */
export async function runRaw(
  connection: TransportConnection,
  path: HopPath,
  command: string,
  options: RawOptions & { readonly becomeTimeout: number },
): Promise<CommandOutcome> {
  const [transport, ...steps] = path.steps;
  const becomeSteps = options.asLogin === true ? [] : steps;
  const terminal = options.terminal === true;
  const plain =
    options.executable === undefined ? command : `${options.executable} -c ${shellQuote(command)}`;
  if (becomeSteps.length === 0) {
    const channel = await connection.execute(plain, { terminal });
    feed(channel, options);
    return collect(channel, options.signal);
  }
  const success = successMarker();
  let words = announced(plain, success, becomeSteps.at(-1)?.shell);
  const answers: PromptAnswer[] = [];
  for (const step of [...becomeSteps].reverse()) {
    const method = becomeMethod(step.method);
    const marker = randomMarker(`[${method.name} via ansible, key=`, '] password:');
    words = method.wrap(step, words, marker);
    answers.unshift({ method, step, transport, prompt: new RegExp(method.prompt(marker, step), 'iu') });
  }
  const channel = await connection.execute(shellCommand(words), { terminal });
  const outcome = collect(channel, options.signal);
  // Where the account is not reached, that is told; what became of the command is not.
  outcome.catch(() => undefined);
  const patience = Math.max(...becomeSteps.map(({ timeout }) => timeout ?? options.becomeTimeout));
  const reached = await escalate(channel, answers, success, patience);
  feed(channel, options);
  const { rc, stdout, stderr } = await outcome;
  if (options.keepsPreamble === true) return { rc, stdout, stderr };
  const lineEnd = terminal ? '\r\n' : '\n';
  const begin = stdout.indexOf(success + lineEnd);
  const output = stdout.subarray(begin + success.length + lineEnd.length);
  if (transport.method === 'local')
    return { rc, stdout: output, stderr: withoutLocalPreamble(stderr, reached.stderr, reached.answered) };
  if (!terminal) return { rc, stdout: output, stderr: withoutPrompts(stderr, answers) };
  // On a terminal, the line that a prompt ends with is part of what Ansible gives.
  return { rc, stdout: Buffer.concat([withoutPrompts(stdout.subarray(0, begin), answers), output]), stderr };
}

/** Gives a command its input. A terminal has no end of input, as with Ansible. */
function feed(channel: Channel, { stdin, terminal }: RawOptions): void {
  if (terminal !== true) channel.stdin.end(stdin);
}

/** Bytes of output that a command may have: as many as a text can. */
const longestOutput = constants.MAX_STRING_LENGTH;
/** Characters of what a become command says that are looked at: a prompt, and a few lines before it. */
const longestTalk = 64 * 1024;

function collect(channel: Channel, signal: AbortSignal | undefined): Promise<CommandOutcome> {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  let size = 0;
  let flooded: (error: Error) => void = () => undefined;
  const flood = new Promise<never>((_, reject) => {
    flooded = reject;
  });
  const keep = (kept: Buffer[]) => (data: Buffer) => {
    size += data.length;
    if (size <= longestOutput) {
      kept.push(data);
      return;
    }
    stdout.length = 0;
    stderr.length = 0;
    channel.destroy();
    flooded(new MitorunError('ACTION', `The command printed more than ${longestOutput} bytes (phase run)`));
  };
  channel.stdout.on('data', keep(stdout));
  channel.stderr.on('data', keep(stderr));
  const stop = () => channel.destroy();
  signal?.addEventListener('abort', stop, { once: true });
  const ended = channel.ended.then((end) => {
    signal?.removeEventListener('abort', stop);
    if (signal?.aborted === true) throw new MitorunError('INTERRUPTED', 'Interrupted');
    if (end.code === undefined && end.signal === undefined) {
      throw new MitorunError('CONNECTION', `The connection was lost: ${end.reason ?? 'closed'} (phase run)`);
    }
    return { rc: end.code ?? -1, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr) };
  });
  return Promise.race([ended, flood]);
}

/** How an account was reached: whose prompts were answered, and how many bytes of standard error had come. */
interface Reached {
  readonly answered: readonly PromptAnswer[];
  readonly stderr: number;
}

/** Answers the prompts in their order until the account is reached; throws Ansible's errors. */
function escalate(
  channel: Channel,
  answers: readonly PromptAnswer[],
  success: string,
  patience: number,
): Promise<Reached> {
  const [first] = answers;
  if (first === undefined) return Promise.resolve({ answered: [], stderr: 0 });
  return new Promise((resolve, reject) => {
    let seen = '';
    const said = { stdout: '', stderr: '' };
    const bytes = { stdout: 0, stderr: 0 };
    const answered: PromptAnswer[] = [];
    let unanswered = '';
    let next = 0;
    const stop = () => {
      clearTimeout(timer);
      channel.stdout.off('data', onOutput);
      channel.stderr.off('data', onError);
    };
    const fail = (why: 'wrong' | 'missing' | 'timeout' | 'ended', status?: number) => {
      stop();
      channel.destroy();
      const attempt = answers[Math.min(next, answers.length - 1)] ?? first;
      const output = seen.replaceAll(/\[\w+ via ansible[^:]*:/gu, '');
      reject(
        attempt.transport.method === 'local' && why !== 'missing'
          ? localBecomeFailure(attempt.step, why, said, answered.length > 0)
          : becomeFailure(attempt, { why, status, output, patience }),
      );
    };
    const timer = setTimeout(() => fail('timeout'), patience);
    const look = (text: string) => {
      seen = (seen + text).slice(-longestTalk);
      unanswered = (unanswered + text).slice(-longestTalk);
      if (seen.includes(success)) {
        stop();
        resolve({ answered, stderr: bytes.stderr });
        return;
      }
      if (answers.slice(0, next).some(({ prompt }) => prompt.test(unanswered))) {
        fail('wrong');
        return;
      }
      // Steps that ask for nothing are passed over.
      const asked = answers.findIndex(({ prompt }, index) => index >= next && prompt.test(unanswered));
      const answer = answers[asked];
      if (answer === undefined) return;
      next = asked;
      const { password } = answer.step;
      if (password === undefined) {
        fail('missing');
        return;
      }
      next++;
      answered.push(answer);
      unanswered = '';
      channel.stdin.write(encodeEscaping(`${passwordLine(password)}\n`));
    };
    const hear = (stream: keyof typeof said) => (data: Buffer) => {
      const text = data.toString('utf8');
      bytes[stream] += data.length;
      said[stream] = (said[stream] + text).slice(-longestTalk);
      look(text);
    };
    const onOutput = hear('stdout');
    const onError = hear('stderr');
    channel.stdout.on('data', onOutput);
    channel.stderr.on('data', onError);
    void channel.ended.then((end) => fail('ended', end.code));
  });
}

function withoutPrompts(stderr: Buffer, answers: readonly PromptAnswer[]): Buffer {
  let text = stderr.toString('latin1');
  for (const { prompt } of answers) text = text.replace(new RegExp(`${prompt.source} ?`, 'i'), '');
  return Buffer.from(text, 'latin1');
}
