import { expect, it } from 'vitest';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadPlaybook } from '../../src/playbook/load-playbook.ts';
import { type Block, Task } from '../../src/playbook/model.ts';
import { placedVariables } from '../../src/vars/play-scope.ts';
import { testContext } from './test-context.ts';

/** Which of a task's variables stand above facts, and which below, as ansible-core 2.14 has them. */
function variablesAround(include: string): { above: string[]; below: string[] } {
  const directory = mkdtempSync(join(tmpdir(), 'legacy-include-'));
  try {
    writeFileSync(join(directory, 'more.yml'), '- debug:\n');
    writeFileSync(join(directory, 'site.yml'), `- hosts: all\n  tasks:\n    - ${include}\n`);
    const [play] = loadPlaybook(join(directory, 'site.yml'), testContext());
    const task = firstTask(play?.tasks ?? []);
    if (!task) throw new Error('no task');
    const { includeParams, taskVars } = placedVariables(task);
    const names = (layers: readonly { keys(): Iterable<unknown> }[]): string[] =>
      layers.flatMap((layer) => [...layer.keys()].map(String));
    return { above: names(includeParams), below: names(taskVars) };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function firstTask(members: readonly (Block | Task)[]): Task | undefined {
  for (const member of members) {
    if (member instanceof Task) return member;
    const found = firstTask(member.block);
    if (found) return found;
  }
  return undefined;
}

it.each([
  ['include: more.yml\n      vars: {a: 1}', ['a'], []],
  ['include: more.yml a=1', [], ['a']],
  ['import_tasks: more.yml\n      vars: {a: 1}', [], ['a']],
])('%j', (include, above, below) => {
  expect(variablesAround(include)).toEqual({ above, below });
});
