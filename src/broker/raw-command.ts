import { constants } from 'node:buffer';
import { encodeEscaping } from '../python/bytes-text.ts';
import type { Channel, CarrierConnection } from './carriers/channel.ts';
import { carrierTraits } from './carriers/index.ts';
import { endedBy, RequestEnded } from './ending.ts';
import type { CommandOutcome, RawOptions } from './hop.ts';
import { passwordLine } from './password-line.ts';
import type { Route, RouteCarrier } from './route/route.ts';
import { shellCommand, shellQuote } from '../python/shell-split.ts';
import { announced, successMarker } from './steps/become-command.ts';
import { longestTalk, PromptDialogue } from './steps/dialogue.ts';
import { becomeFailure } from './steps/failure.ts';
import { launch, type StepTalk } from './steps/launch.ts';
import { localBecomeFailure, withoutLocalPreamble } from './steps/local-preamble.ts';

/** A command over the plain channel, with no Python on the other side; steps are dealt with by their prompts. */
export async function runRaw(
  connection: CarrierConnection,
  { carrier, steps }: Route,
  command: string,
  options: RawOptions & { readonly becomeTimeout: number },
): Promise<CommandOutcome> {
  const terminal = options.terminal === true;
  const plain =
    options.executable === undefined ? command : `${options.executable} -c ${shellQuote(command)}`;
  if (options.asLogin === true || steps.length === 0) {
    const channel = await connection.execute(plain, { terminal });
    feed(channel, options);
    return collect(channel, options.signal);
  }
  const success = successMarker();
  const { argv, talks } = launch(steps, announced(plain, success, steps.at(-1)?.shell));
  const channel = await connection.execute(shellCommand(argv), { terminal });
  const outcome = collect(channel, options.signal);
  // Where the account was not reached, report that, and not how the command ended.
  outcome.catch(() => undefined);
  const patience = Math.max(...steps.map((step) => step.patience ?? options.becomeTimeout));
  const dialogue = new PromptDialogue(talks, success);
  const preamble = await answerPrompts(channel, dialogue, { carrier, patience });
  feed(channel, options);
  const { rc, stdout, stderr } = await outcome;
  if (options.keepsPreamble === true) return { rc, stdout, stderr };
  const lineEnd = terminal ? '\r\n' : '\n';
  const begin = stdout.indexOf(success + lineEnd);
  const output = stdout.subarray(begin + success.length + lineEnd.length);
  if (!carrierTraits[carrier.kind].logsIn)
    return { rc, stdout: output, stderr: withoutLocalPreamble(stderr, preamble.stderr, dialogue.answered) };
  if (!terminal) return { rc, stdout: output, stderr: withoutPrompts(stderr, talks) };
  // On a terminal, the line that a prompt ends with is part of what Ansible gives.
  return { rc, stdout: Buffer.concat([withoutPrompts(stdout.subarray(0, begin), talks), output]), stderr };
}

/** Gives a command its input. A terminal has no end of input, as with Ansible. */
function feed(channel: Channel, { stdin, terminal }: RawOptions): void {
  if (terminal !== true) channel.stdin.end(stdin);
}

/** Bytes of output that a command may have: as many as a text can. */
const longestOutput = constants.MAX_STRING_LENGTH;

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
    const text = `The command printed more than ${longestOutput} bytes (phase run)`;
    flooded(new RequestEnded({ why: 'refused', phase: 'run' }, 'ACTION', text));
  };
  channel.stdout.on('data', keep(stdout));
  channel.stderr.on('data', keep(stderr));
  const stop = () => channel.destroy();
  signal?.addEventListener('abort', stop, { once: true });
  const ended = channel.ended.then((end) => {
    signal?.removeEventListener('abort', stop);
    if (signal?.aborted === true) throw endedBy({ why: 'cancelled', phase: 'run' });
    if (end.code === undefined && end.signal === undefined) {
      const reason = `The connection was lost: ${end.reason ?? 'closed'}`;
      throw endedBy({ why: 'lost', phase: 'run', reason });
    }
    return { rc: end.code ?? -1, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr) };
  });
  return Promise.race([ended, flood]);
}

/** Bytes that had come by each stream when the command was reached. */
interface Preamble {
  stdout: number;
  stderr: number;
}

/** Talks to the steps until the command is reached; throws Ansible's errors where it is not. */
function answerPrompts(
  channel: Channel,
  dialogue: PromptDialogue,
  { carrier, patience }: { readonly carrier: RouteCarrier; readonly patience: number },
): Promise<Preamble> {
  return new Promise((resolve, reject) => {
    const heard = { stdout: '', stderr: '' };
    const bytes: Preamble = { stdout: 0, stderr: 0 };
    const stop = () => {
      clearTimeout(timer);
      channel.stdout.off('data', onOutput);
      channel.stderr.off('data', onError);
    };
    const fail = (
      why: 'wrong' | 'missing' | 'timeout' | 'ended',
      talk = dialogue.current,
      status?: number,
    ) => {
      stop();
      channel.destroy();
      if (talk === undefined) return;
      const isLocal = !carrierTraits[carrier.kind].logsIn;
      reject(
        isLocal && why !== 'missing'
          ? localBecomeFailure(talk, why, heard, dialogue.answered.length > 0)
          : becomeFailure({ talk, carrier }, { why, status, output: dialogue.heard, patience }),
      );
    };
    const timer = setTimeout(() => fail('timeout'), patience);
    const hear = (stream: keyof Preamble) => (data: Buffer) => {
      const text = data.toString('utf8');
      bytes[stream] += data.length;
      heard[stream] = (heard[stream] + text).slice(-longestTalk);
      const turn = dialogue.hear(text);
      if (turn.do === 'go on') {
        stop();
        resolve(bytes);
      } else if (turn.do === 'give up') fail(turn.why, turn.talk);
      else if (turn.do === 'answer') channel.stdin.write(encodeEscaping(`${passwordLine(turn.answer)}\n`));
    };
    const onOutput = hear('stdout');
    const onError = hear('stderr');
    channel.stdout.on('data', onOutput);
    channel.stderr.on('data', onError);
    void channel.ended.then((end) => fail('ended', dialogue.current, end.code));
  });
}

function withoutPrompts(output: Buffer, talks: readonly StepTalk[]): Buffer {
  let text = output.toString('latin1');
  for (const { pattern } of talks.flatMap(({ prompts }) => prompts))
    text = text.replace(new RegExp(`${pattern} ?`, 'i'), '');
  return Buffer.from(text, 'latin1');
}
