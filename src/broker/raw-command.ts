import { constants } from 'node:buffer';
import { encodeEscaping } from '../python/bytes-text.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import { announced, successMarker } from './steps/become-command.ts';
import { becomeFailure, type BecomeAttempt } from './steps/failure.ts';
import { becomeMethod } from './steps/index.ts';
import type { Channel, TransportConnection } from './carriers/channel.ts';
import type { CommandOutcome, RawOptions } from './hop.ts';
import type { HopPath } from './route/route.ts';
import { passwordLine } from './steps/password-line.ts';
import { randomMarker } from './steps/random-marker.ts';
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
    const marker = randomMarker(`[${method.name} via mitorun, key=`, '] password:');
    words = method.wrap(step, words, marker);
    answers.unshift({ method, step, transport, prompt: new RegExp(method.prompt(marker, step), 'iu') });
  }
  const channel = await connection.execute(shellCommand(words), { terminal });
  const outcome = collect(channel, options.signal);
  // Where the account is not reached, that is told; what became of the command is not.
  outcome.catch(() => undefined);
  const patience = Math.max(...becomeSteps.map(({ timeout }) => timeout ?? options.becomeTimeout));
  await escalate(channel, answers, success, patience);
  feed(channel, options);
  const { rc, stdout, stderr } = await outcome;
  const lineEnd = terminal ? '\r\n' : '\n';
  const begin = stdout.indexOf(success + lineEnd);
  const output = stdout.subarray(begin + success.length + lineEnd.length);
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

/** Answers the prompts in their order until the account is reached; throws Ansible's errors. */
function escalate(
  channel: Channel,
  answers: readonly PromptAnswer[],
  success: string,
  patience: number,
): Promise<void> {
  const [first] = answers;
  if (first === undefined) return Promise.resolve();
  return new Promise((resolve, reject) => {
    let seen = '';
    let unanswered = '';
    let next = 0;
    const stop = () => {
      clearTimeout(timer);
      channel.stdout.off('data', look);
      channel.stderr.off('data', look);
    };
    const fail = (why: 'wrong' | 'missing' | 'timeout' | 'ended', status?: number) => {
      stop();
      channel.destroy();
      const attempt = answers[Math.min(next, answers.length - 1)] ?? first;
      reject(
        becomeFailure(attempt, {
          why,
          status,
          output: seen.replaceAll(/\[\w+ via mitorun[^:]*:/gu, ''),
          patience,
        }),
      );
    };
    const timer = setTimeout(() => fail('timeout'), patience);
    const look = (data: Buffer) => {
      const text = data.toString('utf8');
      seen = (seen + text).slice(-longestTalk);
      unanswered = (unanswered + text).slice(-longestTalk);
      if (seen.includes(success)) {
        stop();
        resolve();
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
      unanswered = '';
      channel.stdin.write(encodeEscaping(`${passwordLine(password)}\n`));
    };
    channel.stdout.on('data', look);
    channel.stderr.on('data', look);
    void channel.ended.then((end) => fail('ended', end.code));
  });
}

function withoutPrompts(stderr: Buffer, answers: readonly PromptAnswer[]): Buffer {
  let text = stderr.toString('latin1');
  for (const { prompt } of answers) text = text.replace(new RegExp(`${prompt.source} ?`, 'i'), '');
  return Buffer.from(text, 'latin1');
}
