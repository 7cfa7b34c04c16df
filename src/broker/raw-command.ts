import { encodeEscaping } from '../python/bytes-text.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import { becomeFailure } from './become/failure.ts';
import { becomeMethod } from './become/index.ts';
import type { BecomeMethod } from './become/method.ts';
import type { Channel, TransportConnection } from './channel.ts';
import type { CommandOutcome, RawOptions } from './hop.ts';
import type { BecomeStep } from './hop-path.ts';
import { randomMarker } from './random-marker.ts';
import { shellCommand, shellQuote } from '../python/shell-split.ts';

interface PromptAnswer {
  readonly method: BecomeMethod;
  readonly prompt: RegExp;
  readonly password: string | undefined;
}

/** A command over the plain channel, with no Python on the other side; become steps are dealt with by their prompts. */
export async function runRaw(
  connection: TransportConnection,
  becomeSteps: readonly BecomeStep[],
  command: string,
  options: RawOptions & { readonly becomeTimeout: number },
): Promise<CommandOutcome> {
  const plain =
    options.executable === undefined ? command : `${options.executable} -c ${shellQuote(command)}`;
  if (becomeSteps.length === 0) {
    const channel = await connection.execute(plain);
    channel.stdin.end();
    return collect(channel, options.signal);
  }
  const success = randomMarker('BECOME-SUCCESS-', '');
  let words = ['/bin/sh', '-c', `echo ${success}; ${plain}`];
  const answers: PromptAnswer[] = [];
  for (const step of [...becomeSteps].reverse()) {
    const method = becomeMethod(step.method);
    const marker = randomMarker(`[${method.name} via mitorun, key=`, '] password:');
    words = [...method.wrap(step, words, marker)];
    answers.unshift({
      method,
      prompt: new RegExp(method.prompt(marker, step), 'iu'),
      password: step.password,
    });
  }
  const channel = await connection.execute(shellCommand(words));
  const outcome = collect(channel, options.signal);
  await escalate(channel, answers, success, options.becomeTimeout);
  channel.stdin.end();
  const { rc, stdout, stderr } = await outcome;
  const begin = stdout.indexOf(`${success}\n`);
  return { rc, stdout: stdout.subarray(begin + success.length + 1), stderr: withoutPrompts(stderr, answers) };
}

function collect(channel: Channel, signal: AbortSignal | undefined): Promise<CommandOutcome> {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  channel.stdout.on('data', (data: Buffer) => stdout.push(data));
  channel.stderr.on('data', (data: Buffer) => stderr.push(data));
  const stop = () => channel.destroy();
  signal?.addEventListener('abort', stop, { once: true });
  return channel.ended.then((end) => {
    signal?.removeEventListener('abort', stop);
    if (signal?.aborted === true) throw new MitorunError('INTERRUPTED', 'Interrupted');
    if (end.code === undefined && end.signal === undefined) {
      throw new MitorunError('CONNECTION', `The connection was lost: ${end.reason ?? 'closed'} (phase run)`);
    }
    return { rc: end.code ?? -1, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr) };
  });
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
    const fail = (why: 'wrong' | 'missing' | 'timeout' | 'ended', status?: number) => {
      clearTimeout(timer);
      channel.destroy();
      const { method } = answers[Math.min(next, answers.length - 1)] ?? first;
      reject(
        becomeFailure(method, {
          why,
          status,
          output: seen.replaceAll(/\[\w+ via mitorun[^:]*:/gu, ''),
          patience,
        }),
      );
    };
    const timer = setTimeout(() => fail('timeout'), patience);
    const look = (data: Buffer) => {
      seen += data.toString('utf8');
      unanswered += data.toString('utf8');
      if (seen.includes(success)) {
        clearTimeout(timer);
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
      if (answer.password === undefined) {
        fail('missing');
        return;
      }
      next++;
      unanswered = '';
      channel.stdin.write(encodeEscaping(`${answer.password}\n`));
    };
    channel.stdout.on('data', look);
    channel.stderr.on('data', look);
    void channel.ended.then((end) => fail('ended', end.code));
  });
}

function withoutPrompts(stderr: Buffer, answers: readonly PromptAnswer[]): Buffer {
  let text = stderr.toString('latin1');
  for (const { prompt } of answers) text = text.replace(new RegExp(prompt.source, 'i'), '');
  return Buffer.from(text, 'latin1');
}
