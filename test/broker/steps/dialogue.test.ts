import { describe, expect, test } from 'vitest';
import { PromptDialogue, type Turn } from '../../../src/broker/steps/dialogue.ts';
import { launch, type StepTalk } from '../../../src/broker/steps/launch.ts';
import { stepWork } from '../../../src/broker/steps/index.ts';
import type { Prompt } from '../../../src/broker/steps/step.ts';
import { become } from '../given-step.ts';

/** A step that may ask these things, by the pattern of each and its answer. */
function asking(...prompts: [string, string | undefined][]): StepTalk {
  const listed: Prompt[] = prompts.map(([pattern, answer]) => ({ pattern, answer }));
  return { work: stepWork(become('root')), prompts: listed };
}

/** What follows from each of these pieces of output. */
function turns(talks: readonly StepTalk[], heard: readonly string[]): string[] {
  const dialogue = new PromptDialogue(talks, 'REACHED');
  const say = (turn: Turn): string => {
    if (turn.do === 'answer') return turn.answer;
    return turn.do === 'give up' ? `${turn.why} ${talks.indexOf(turn.talk)}` : turn.do;
  };
  return heard.map((text) => say(dialogue.hear(text)));
}

const one = asking(['first:', 'a']);
const two = asking(['second:', 'b']);
const keyAndCode = asking(['passphrase:', 'p'], ['code:', '123'], ['continue\\?', 'yes']);
const unanswered = asking(['first:', undefined]);

describe('the prompts of a launch (item 1)', () => {
  test.each<[string, readonly StepTalk[], string[], string[]]>([
    ['nothing is asked', [one], ['REACHED'], ['go on']],
    ['one prompt', [one], ['first: ', 'REACHED'], ['a', 'go on']],
    ['one prompt in pieces, whatever its case', [one], ['Fir', 'st: '], ['wait', 'a']],
    ['lines before it', [one], ['welcome\n', 'first: '], ['wait', 'a']],
    ['two steps', [one, two], ['first:', '\nsecond:', '\nREACHED'], ['a', 'b', 'go on']],
    ['a step that asks for nothing is passed over', [one, two], ['second:', 'REACHED'], ['b', 'go on']],
    ['several prompts of a step', [keyAndCode], ['passphrase:', 'code:', 'REACHED'], ['p', '123', 'go on']],
    ['in any order', [keyAndCode], ['continue?', 'code:', 'passphrase:'], ['yes', '123', 'p']],
    ['several prompts, then the next step', [keyAndCode, two], ['code:', 'second:'], ['123', 'b']],
    ['a prompt that comes again was answered wrongly', [one], ['first:', 'sorry\nfirst:'], ['a', 'wrong 0']],
    ['one of several that comes again', [keyAndCode], ['code:', 'code:'], ['123', 'wrong 0']],
    ['an earlier step that asks again', [one, two], ['first:', 'second:', 'first:'], ['a', 'b', 'wrong 0']],
    ['a prompt without an answer', [unanswered], ['first:'], ['missing 0']],
    ['a later step without an answer', [two, unanswered], ['second:', 'first:'], ['b', 'missing 1']],
    ['an answer that is echoed is no second prompt', [one], ['first:', 'a\n'], ['a', 'wait']],
  ])('%s', (_, talks, heard, expected) => {
    expect(turns(talks, heard)).toEqual(expected);
  });

  test('name the step that is under way, where nothing more comes', () => {
    const dialogue = new PromptDialogue([one, two], 'REACHED');
    expect(dialogue.current).toBe(one);
    dialogue.hear('first:');
    expect(dialogue.current).toBe(two);
    dialogue.hear('second:');
    expect(dialogue.current).toBe(two);
  });

  test('of our own making are no part of what was heard', () => {
    const { talks } = launch([become('root', { become_pass: 'x' })], ['id']);
    const [prompt] = talks.flatMap(({ prompts }) => prompts);
    const dialogue = new PromptDialogue(talks, 'REACHED');
    dialogue.hear(`hm\n${prompt?.pattern.replaceAll('\\', '')}`);
    expect(dialogue.heard.trim()).toBe('hm');
  });
});
