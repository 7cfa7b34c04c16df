import { RequestEnded } from '../ending.ts';
import type { AnsweredPrompt } from './dialogue.ts';
import type { StepTalk } from './launch.ts';

/** What a become command of this machine has written before it got to the account. */
interface Preamble {
  readonly stdout: string;
  readonly stderr: string;
}

const reasons = {
  wrong: 'Duplicate become password prompt encountered',
  timeout: 'Timed out',
  ended: 'Premature end of stream',
} as const;

/**
 * Why a plain command did not get to the account, in the words of Ansible's local connection (plugins/connection/local.py):
 * with all that the become command wrote.
 * @param hasAnswered whether the password was given
 */
export function localBecomeFailure(
  talk: StepTalk,
  why: keyof typeof reasons,
  said: Preamble,
  hasAnswered: boolean,
): RequestEnded {
  const hasAnswer = talk.prompts.some(({ answer }) => answer !== undefined);
  const orPrompt = !hasAnswer || hasAnswered ? '' : ' or become password prompt';
  const part = (name: string, text: string): string => (text === '' ? '' : `\n>>> Standard ${name}\n${text}`);
  const message = `${reasons[why]} waiting for become success${orPrompt}.${part('Output', said.stdout)}${part('Error', said.stderr)}`;
  const isLate = why === 'timeout';
  const ending = { why: isLate ? 'timedOut' : 'refused', phase: 'become' } as const;
  return new RequestEnded(ending, isLate ? 'CONNECTION' : 'BECOME', message);
}

/**
 * Returns a command's standard error without its first bytes up to the last answered prompt. Keeps prompts
 * that Ansible does not recognise.
 * @param bytes how many had come when the account was reached
 */
export function withoutLocalPreamble(
  stderr: Buffer,
  bytes: number,
  answered: readonly AnsweredPrompt[],
): Buffer {
  const before = stderr.toString('latin1', 0, bytes);
  let text = before;
  for (const { work, pattern } of answered) {
    if (work.keepsPrompts) continue;
    text = text.replace(new RegExp(`^[^]*?(?:${asLatin1(pattern)})\\s*`, 'i'), '');
  }
  const after = stderr.toString('latin1', bytes);
  // The end of the prompt's line may come late.
  const isLineOpen = text === '' && /\S\s?$/.test(before);
  return Buffer.from(text + (isLineOpen ? after.replace(/^\r?\n/, '') : after), 'latin1');
}

/** The pattern for text that has a character for each byte. */
function asLatin1(pattern: string): string {
  return Buffer.from(pattern, 'utf8').toString('latin1');
}
