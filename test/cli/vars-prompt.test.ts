import { describe, expect, it } from 'vitest';
import { askVariables } from '../../src/cli/vars-prompt.ts';
import { Dict } from '../../src/python/dict.ts';
import { TemplateString } from '../../src/python/template-string.ts';

/** Answers questions in turn, and notes them. */
function person(...answers: string[]) {
  const asked: [string, boolean][] = [];
  const shown: string[] = [];
  const warnings: string[] = [];
  return {
    asked,
    shown,
    warnings,
    edge: {
      terminal: {
        ask: async (question: string, { hidden }: { readonly hidden: boolean }) => {
          asked.push([question, hidden]);
          return answers.shift() ?? '';
        },
      },
      warn: (message: string) => void warnings.push(message),
      show: (text: string) => void shown.push(text),
    },
  };
}

describe('vars_prompt', () => {
  it('hides what is typed unless it is not private, and offers the default', async () => {
    const { edge, asked } = person('', 'typed');
    const prompts = [
      Dict.of({ name: 'a', prompt: 'First', default: 'x' }),
      Dict.of({ name: 'b', private: 'no' }),
    ];
    const answers = await askVariables(prompts, edge);
    expect(asked).toEqual([
      ['First [x]: ', true],
      ['b: ', false],
    ]);
    expect([...answers]).toEqual([
      ['a', 'x'],
      ['b', 'typed'],
    ]);
  });

  it('asks again until both answers are the same', async () => {
    const { edge, asked, shown } = person('1', '2', '3', '3');
    const answers = await askVariables([Dict.of({ name: 'a', confirm: true })], edge);
    expect(answers.get('a')).toBe('3');
    expect(asked.map(([question]) => question)).toEqual(['a: ', 'confirm a: ', 'a: ', 'confirm a: ']);
    expect(shown).toEqual(['***** VALUES ENTERED DO NOT MATCH ****']);
  });

  it('takes an answer for a template unless it is unsafe', async () => {
    const { edge } = person('{{ 1 }}', '{{ 1 }}');
    const answers = await askVariables([Dict.of({ name: 'a' }), Dict.of({ name: 'b', unsafe: true })], edge);
    expect(answers.get('a')).toBeInstanceOf(TemplateString);
    expect(answers.get('b')).toBe('{{ 1 }}');
  });

  it('encrypts with the salt', async () => {
    const { edge } = person('secret');
    const prompt = Dict.of({ name: 'a', encrypt: 'md5_crypt', salt: 'saltsalt' });
    expect((await askVariables([prompt], edge)).get('a')).toBe('$1$saltsalt$9xy1btjgzLYfb7hivXtC//');
  });

  it('takes the default, saying so, where nobody can answer', async () => {
    const { edge, warnings } = person();
    const prompts = [Dict.of({ name: 'a', default: 'x' }), Dict.of({ name: 'b' })];
    const answers = await askVariables(prompts, { ...edge, terminal: undefined });
    expect([answers.get('a'), answers.get('b')]).toEqual(['x', 'None']);
    expect(new Set(warnings)).toEqual(new Set(['Not prompting as we are not in interactive mode']));
  });
});
