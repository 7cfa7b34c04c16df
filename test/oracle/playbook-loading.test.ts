import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { listTasks } from '../../src/playbook/list-tasks.ts';
import { loadPlaybook } from '../../src/playbook/load-playbook.ts';
import { testContext } from '../playbook/test-context.ts';
import { referenceProgram } from '../reference.ts';

/**
 * What the unit tests of playbooks take for Ansible's words is what ansible-core 2.19 prints today.
 */
const program = referenceProgram('ansible-playbook');
const fixtures = fileURLToPath(new URL('../../fixtures/playbooks/', import.meta.url));
const root = fileURLToPath(new URL('../../', import.meta.url));
const run = promisify(execFile);

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function ansible(playbook: string, directory: string, ...options: string[]): Promise<Outcome> {
  const environment = { ...process.env, ANSIBLE_NOCOLOR: '1', ANSIBLE_DEPRECATION_WARNINGS: '0' };
  try {
    const output = await run(program, [playbook, ...options], { cwd: directory, env: environment });
    return { code: 0, ...output };
  } catch (failure) {
    const { code, stdout, stderr } = failure as Outcome;
    return { code, stdout, stderr };
  }
}

/** The first error: its message up to the source excerpt, and the place under it. */
function errorOf(stderr: string): { message: string; origin: string | null } {
  const text = stderr.slice(stderr.indexOf('[ERROR]: ') + '[ERROR]: '.length);
  const [message = ''] = text.split(/\nOrigin: |\n\n/);
  const origin = /^Origin: (\/.*)$/m.exec(text)?.[1];
  return {
    message: message.trim().replaceAll(root, ''),
    origin: origin === undefined ? null : origin.replaceAll(root, ''),
  };
}

describe('playbooks that Ansible refuses', () => {
  const recorded: Record<string, { exit: number; message: string; origin: string | null }> = JSON.parse(
    readFileSync(`${fixtures}invalid/expected.json`, 'utf8'),
  );

  test('are all recorded', () => {
    const names = readdirSync(`${fixtures}invalid`).filter((name) => name.endsWith('.yml'));
    const valid = ['task-two-loops-3.yml'];
    expect(
      Object.keys(recorded)
        .map((name) => `${name}.yml`)
        .toSorted(),
    ).toEqual(names.filter((name) => !valid.includes(name)).toSorted());
  });

  test.each(Object.entries(recorded))('%s', { timeout: 60_000 }, async (name, { exit, message, origin }) => {
    const outcome = await ansible(`${name}.yml`, `${fixtures}invalid`, '--syntax-check');
    expect({ exit: outcome.code, ...errorOf(outcome.stderr) }).toEqual({ exit, message, origin });
  });
});

describe('--list-tasks', () => {
  test.each<[string, string[], string[]]>([
    ['', [], []],
    ['--tags grouped,early', ['grouped', 'early'], []],
    ['--skip-tags always,x', [], ['always', 'x']],
    ['--tags untagged', ['untagged'], []],
    ['--skip-tags tagged', [], ['tagged']],
    ['--tags webby --skip-tags basic', ['webby'], ['basic']],
  ])('site.yml %s', { timeout: 60_000 }, async (options, only, skip) => {
    const { stdout } = await ansible(
      'site.yml',
      `${fixtures}site`,
      '--list-tasks',
      ...options.split(' ').filter(Boolean),
    );
    const ours = loadPlaybook(`${fixtures}site/site.yml`, testContext()).flatMap((play) =>
      listTasks(play, { only, skip, render: (value) => value }).map(
        ({ label, tags }) => `      ${label}\tTAGS: [${tags.join(', ')}]`,
      ),
    );
    expect(ours).toEqual(stdout.split('\n').filter((line) => line.startsWith('      ')));
  });
});
