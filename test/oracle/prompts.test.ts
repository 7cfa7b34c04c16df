import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { referenceLibrary, referenceProgram } from '../reference.ts';
import { inTerminal, type TerminalOutput } from './in-terminal.ts';

const library = referenceLibrary();
const launcher = new URL('../../bin/mitorun', import.meta.url).pathname;
const root = mkdtempSync(join(tmpdir(), 'prompts-oracle-'));
for (const program of ['ansible-playbook', 'ansible-vault', 'ansible'])
  symlinkSync(launcher, join(root, program));
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Dialogue {
  readonly program?: 'ansible-playbook' | 'ansible-vault' | 'ansible';
  readonly words: string;
  readonly answers: readonly string[];
  readonly prompts?: RegExp;
  readonly environment?: Readonly<Record<string, string>>;
}

const playbook = '-i hosts -l lone';
const vault = { program: 'ansible-vault' } as const;
const step = /ontinue: /;

/** What somebody types. `plain.yml` is plain, `locked.yml` is vaulted with the password `pw`. */
const dialogues: Readonly<Record<string, Dialogue>> = {
  'vars_prompt, each of its fields': {
    words: `${playbook} asks.yml`,
    answers: ['one', 'two', '', 'p1', 'p2', 'same', 'same', 'pw', '{{ shown }}', '{{ shown }}', 'hh', ''],
  },
  'vars_prompt does not ask for what -e gives': {
    words: `${playbook} asks.yml -e hidden=1 -e twice=2 -e hashed=3`,
    answers: ['one', '', 't', 'u', '', ''],
  },
  '--step: yes, no': { words: `${playbook} third.yml --step`, answers: ['y', 'n', 'Y', 'c'], prompts: step },
  '--step: go on': { words: `${playbook} third.yml --step`, answers: ['c'], prompts: step },
  '-k and -K, the second the same': { words: `${playbook} third.yml -k -K`, answers: ['a', ''] },
  '-K ended by ^D': { words: `${playbook} third.yml -K`, answers: ['^D'] },
  '-K ended by ^C': { words: `${playbook} third.yml -K`, answers: ['^C'] },
  '-K names the method if told to': {
    words: `${playbook} third.yml -K --become-method su`,
    answers: ['a'],
    environment: { ANSIBLE_AGNOSTIC_BECOME_PROMPT: 'false' },
  },
  '-J and vault ids': {
    words: `${playbook} third.yml --vault-id x@prompt --vault-id y@prompt -J`,
    answers: ['a', 'b', 'c'],
  },
  '-J, and nothing': { words: `${playbook} third.yml -J`, answers: [''] },
  '-J ended by ^D': { words: `${playbook} third.yml -J`, answers: ['^D'] },
  'vault encrypt': { ...vault, words: 'encrypt plain.yml', answers: ['a', 'a'] },
  'vault encrypt, mistyped': { ...vault, words: 'encrypt plain.yml', answers: ['a', 'b'] },
  'vault decrypt': { ...vault, words: 'decrypt locked.yml', answers: ['pw'] },
  'vault decrypt, wrong password': { ...vault, words: 'decrypt locked.yml', answers: ['wrong'] },
  'vault view of a plain file': { ...vault, words: 'view plain.yml', answers: ['pw'] },
  'vault rekey': { ...vault, words: 'rekey locked.yml', answers: ['pw', 'new', 'new'] },
  'vault create of a file that is there': { ...vault, words: 'create plain.yml', answers: ['a', 'a'] },
  'vault edit': {
    ...vault,
    words: 'edit locked.yml',
    answers: ['pw'],
    environment: { EDITOR: '/bin/sh -c "echo more: 1 >> $0"' },
  },
};

/** Both run in directories of one name, one after the other would see what the first has left. */
function freshDirectory(name: string): string {
  const directory = join(root, name, 'work');
  rmSync(join(root, name), { recursive: true, force: true });
  cpSync(new URL('../../fixtures/cli', import.meta.url).pathname, directory, { recursive: true });
  writeFileSync(join(directory, 'plain.yml'), 'plain: 1\n');
  return directory;
}

describe('Questions in a terminal, beside ansible-core 2.19', () => {
  it.each(Object.entries(dialogues))('%s', async (_name, dialogue) => {
    const program = dialogue.program ?? 'ansible-playbook';
    const run = async (name: string, command: string): Promise<TerminalOutput> => {
      const cwd = freshDirectory(name);
      const options = {
        cwd,
        prompts: dialogue.prompts ?? /(: |\]: )/,
        environment: {
          ANSIBLE_DEPRECATION_WARNINGS: 'false',
          MITORUN_CONTENT: library,
          ...dialogue.environment,
        },
      };
      if (dialogue.words.includes('locked')) {
        writeFileSync(join(cwd, 'locked.yml'), 'locked: 1\n');
        const lock = [join(root, 'ansible-vault'), 'encrypt', 'locked.yml'];
        await inTerminal(lock, { ...options, answers: ['pw', 'pw'] });
      }
      const output = await inTerminal([command, ...dialogue.words.split(' ')], {
        ...options,
        answers: dialogue.answers,
      });
      // A terminal echoes ^C, a line editor does not.
      return { ...output, text: output.text.replaceAll('^C', '').replaceAll(cwd, '/work') };
    };
    const [theirs, ours] = await Promise.all([
      run('theirs', referenceProgram(program)),
      run('ours', join(root, program)),
    ]);
    expect(ours).toEqual(theirs);
  });
});
