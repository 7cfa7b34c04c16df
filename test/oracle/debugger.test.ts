import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { referenceLibrary, referenceProgram } from '../reference.ts';
import { inTerminal, type TerminalOutput } from './in-terminal.ts';

const library = referenceLibrary();
const launcher = new URL('../../bin/mitorun', import.meta.url).pathname;
const directory = mkdtempSync(join(tmpdir(), 'debugger-oracle-'));
cpSync(new URL('../../fixtures/cli', import.meta.url).pathname, directory, { recursive: true });
afterAll(() => rmSync(directory, { recursive: true, force: true }));

interface Session {
  readonly options?: string;
  readonly answers: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** What somebody types at `(debug)> `. The rest of the run answers with the end of input, which quits. */
const sessions: Readonly<Record<string, Session>> = {
  'quit ends the run with 99 and no recap': { answers: ['q'] },
  'the end of input quits': { answers: ['^D'] },
  '^C ends the run without a word': { answers: ['^C'] },
  'continue takes the failure as it is': { answers: ['c'] },
  'help lists the commands': { answers: ['h', '?', 'help', 'help p', 'help redo', 'help nope', '?u'] },
  'an empty line repeats the last command': { answers: ['', 'p 1', '', 'c'] },
  'p prints what Python would': {
    answers: [
      'p task',
      'p host',
      'p task.name',
      'p task.action',
      "p task_vars['greeting']",
      "p task_vars['who'].upper()",
      "p task_vars['nope']",
      'p nope',
      'p result.is_failed()',
      'p result._return_data["msg"]',
      "p {'b': [1, None, True], 'a': 'text'}",
      'pprint 1 + 1',
      "p 'x' + 1",
      'p 1/0',
      'n = 5',
      'n * 2',
      'print(n)',
      'c',
    ],
  },
  'a variable is mended and the task done again': {
    answers: ["task_vars['who'] = 'somebody'", 'r', 'p task.args', "task.args['msg'] = 'other'", 'r', 'c'],
  },
  'skipped tasks, loops and blocks': {
    answers: [
      "task_vars['who'] = 'somebody'",
      'r',
      "task_vars['who'] = 'again'",
      'p task.args',
      'u',
      'p task.args',
      'r',
      'c',
    ],
    options: '-e ignored=true',
    environment: { ANSIBLE_TASK_DEBUGGER_IGNORE_ERRORS: 'false' },
  },
  'a loop keeps its arguments as written': {
    answers: ['p task', 'c', 'p task.args', "task_vars['x'] = 1", 'c', 'c'],
    options: '-e who=somebody -e ignored=true',
  },
};

describe('The task debugger in a terminal, beside ansible-playbook 2.19', () => {
  it.each(Object.entries(sessions))('%s', async (_name, session) => {
    const run = (program: readonly string[]): Promise<TerminalOutput> =>
      inTerminal(
        [...program, '-i', 'hosts', 'debugger.yml', ...(session.options ?? '').split(' ').filter(Boolean)],
        {
          cwd: directory,
          prompts: /\(debug\)> /,
          answers: session.answers,
          environment: {
            ANSIBLE_DEPRECATION_WARNINGS: 'false',
            ANSIBLE_LOCALHOST_WARNING: 'false',
            MITORUN_CONTENT: library,
            ...session.environment,
          },
        },
      );
    const [reference, own] = await Promise.all([
      run([referenceProgram('ansible-playbook')]),
      run([launcher]),
    ]);
    expect(own).toEqual(reference);
  });
});
