import { describe, expect, it } from 'vitest';
import { Dict } from '../../src/python/dict.ts';
import { type PromptVars, preparePlay } from '../../src/strategy/prepare-play.ts';
import { fakeRun, type GivenRun } from '../executor/fake-run.ts';
import { playOf } from '../executor/fake-play.ts';
import { messageOf } from '../executor/message-of.ts';

const given = {
  hosts: { b: {}, a: {}, c: {} },
  groups: { web: ['a', 'b'] },
  extraVars: { target: 'web', word: 'free' },
};

function prepared(text: string, more: GivenRun = {}, promptVars: PromptVars = async () => new Dict()) {
  const run = fakeRun({ ...given, ...more });
  return preparePlay(run.services, playOf(run, `${text}\ntasks: []`), promptVars);
}

describe('a play', () => {
  it.each<[string, string, object]>([
    ['is called by its name', 'name: "for {{ target }}"', { name: 'for web' }],
    ['is called by its hosts without one', 'vars: {}', { name: 'all' }],
    ['has all hosts in their order', 'vars: {}', { hosts: ['b', 'a', 'c'], pattern: ['all'] }],
    ['has them in the order that it wants', 'order: sorted', { hosts: ['a', 'b', 'c'] }],
    [
      'has them in the order that a template wants',
      'order: "{{ \'reverse_sorted\' }}"',
      { hosts: ['c', 'b', 'a'] },
    ],
    ['has the strategy of the settings', 'vars: {}', { strategy: 'linear' }],
    ['has its own strategy', 'strategy: "{{ word }}"', { strategy: 'free' }],
    ['begins in its directory', 'vars: {}', { directory: '/plays' }],
  ])('%s', async (_case, text, wanted) => {
    expect(await prepared(text)).toMatchObject(wanted);
  });

  it('has the strategy that the user has set', async () => {
    const environment = { ANSIBLE_STRATEGY: 'host_pinned' };
    expect(await prepared('vars: {}', { environment })).toMatchObject({ strategy: 'host_pinned' });
  });

  it('knows what somebody answers, in its keywords too', async () => {
    const answers = async (): Promise<Dict> => Dict.of({ who: 'me' });
    const play = await prepared('name: "of {{ who }}"', {}, answers);
    expect([play.name, play.promptedVars.get('who')]).toEqual(['of me', 'me']);
  });

  it('asks with what it knows before', async () => {
    let asked: unknown;
    await prepared('vars_prompt: [{name: who, prompt: "for {{ target }}?"}]', {}, async (play, render) => {
      const [prompt] = play.own('vars_prompt') as Dict[];
      asked = render(prompt?.get('prompt') ?? null);
      return new Dict();
    });
    expect(asked).toBe('for web?');
  });

  it.each<[string, string]>([
    ['name: "{{ nothing }}"', "Error processing keyword 'name': 'nothing' is undefined"],
    ['strategy: "{{ nothing }}"', "Error processing keyword 'strategy': 'nothing' is undefined"],
    ['serial: "{{ nothing }}"', "Error processing keyword 'serial': 'nothing' is undefined"],
  ])('is refused for %s', async (keyword, message) => {
    await expect(messageOf(prepared(keyword))).resolves.toBe(message);
  });
});
