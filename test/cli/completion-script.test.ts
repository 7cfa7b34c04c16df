import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { completionScript } from '../../src/cli/completion-script.ts';

describe('bash completion', () => {
  it.each([
    ['mitorun --list-t', '--list-tasks --list-tags'],
    ['mitorun inv', 'inventory'],
    ['mitorun vault encrypt_', 'encrypt_string'],
    ['mitorun inventory --gra', '--graph'],
    ['ansible --one', '--one-line'],
    ['ansible-vault re', 'rekey'],
  ])('%s', (line, offered) => {
    const words = line
      .split(' ')
      .map((word) => `'${word}'`)
      .join(' ');
    const program = `${completionScript('bash')}
      cd "$(mktemp -d)"; COMP_WORDS=(${words}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _mitorun; echo "\${COMPREPLY[@]}"`;
    expect(execFileSync('bash', ['-c', program], { encoding: 'utf8' }).trim()).toBe(offered);
  });
});
