import { describe, expect, it } from 'vitest';
import { TaskNames } from '../../src/executor/task-name.ts';
import { batchOf } from '../strategy/fake-batch.ts';
import { templarFor } from '../../src/strategy/play-run.ts';
import { taskOf } from './fake-play.ts';

function named(text: string, host = 'web1') {
  const { running, task } = taskOf(text, { hosts: { web1: { n: 1 }, db1: { n: 2 } } });
  const { scope } = running;
  const names = new TaskNames();
  const warnings: string[] = [];
  const on = (name: string): string =>
    names.full(task, scope.templar(scope.variables(name, task), task), (message) => warnings.push(message));
  return { name: on(host), on, warnings, names, task };
}

describe('a task is called', () => {
  it.each<[string, string, string]>([
    ['by its name', '- {name: one, ping: }', 'one'],
    ['by its name, rendered', '- {name: "n is {{ n }}", ping: }', 'n is 1'],
    ['by its action without one', '- ping:', 'ping'],
    ['by its action where its name is empty', '- {name: "", ping: }', 'ping'],
    ['by its action where its name is rendered to nothing', '- {name: "{{ \'\' }}", ping: }', 'ping'],
    ['by its action where its name is omitted', '- {name: "{{ omit }}", ping: }', 'ping'],
    ['by the role that it includes', '- include_role: {name: web}', 'include_role : web'],
    ['by its own name, where it includes one', '- {name: one, include_role: {name: web}}', 'one'],
  ])('%s', (_case, text, wanted) => expect(named(text).name).toBe(wanted));

  it('as it was for the first host', () => {
    const { on } = named('- {name: "n is {{ n }}", ping: }');
    expect(on('db1')).toBe('n is 1');
    expect(named('- {name: "n is {{ n }}", ping: }', 'db1').name).toBe('n is 2');
  });

  it('with a mark in place of what cannot be rendered, which is warned of', () => {
    const { name, warnings } = named('- {name: "n is {{ nothing }}", ping: }');
    expect(name).toMatch(/^n is <<\s*error 1 - 'nothing' is undefined\s*>>/);
    expect(warnings).toHaveLength(1);
  });

  it('as it is written, where nobody has rendered it yet', () => {
    const { task } = named('- {name: "n is {{ n }}", ping: }');
    expect(new TaskNames().full(task, undefined)).toBe('n is {{ n }}');
  });

  it('by its role too', () => {
    const { run, task } = batchOf('roles: [web]', {
      files: { 'roles/web/tasks/main.yml': '- {name: one, ping: }' },
    });
    const one = task('one');
    expect(run.services.taskNames.full(one, templarFor(run, 'web1', one))).toBe('web : one');
  });
});
