import { describe, expect, it } from 'vitest';
import { loadPlaybook } from '../../src/playbook/load-playbook.ts';
import { type Block, type Play, Task } from '../../src/playbook/model.ts';
import { Dict } from '../../src/python/dict.ts';
import { str } from '../../src/python/repr.ts';
import type { Value } from '../../src/python/value.ts';
import { TemplateString } from '../../src/python/template-string.ts';
import { testContext } from './test-context.ts';

const fixtures = new URL('../../fixtures/playbooks/', import.meta.url).pathname;

function tasksOf(members: readonly (Block | Task)[]): Task[] {
  return members.flatMap((member) =>
    member instanceof Task ? [member] : tasksOf([...member.block, ...member.rescue, ...member.always]),
  );
}

function taskNamed(play: Play, name: string): Task {
  const all = [...play.preTasks, ...play.roles, ...play.tasks, ...play.postTasks, ...play.content.handlers];
  const found = tasksOf(all).find((task) => task.name !== undefined && str(task.name) === name);
  if (!found) throw new Error(`no task named ${name}`);
  return found;
}

describe('a playbook with imports, roles, blocks and handlers', () => {
  const [databases, web] = loadPlaybook(`${fixtures}site/site.yml`, testContext()) as [Play, Play];

  it('keeps the keywords of a play, `user` under its new name', () => {
    expect(web.own('name')).toBe('web servers');
    expect(web.own('hosts')).toBe('web:&live');
    expect(web.own('gather_facts')).toBe(false);
    expect(web.own('remote_user')).toBe('deploy');
  });

  it('marks what the user wrote as a template, with its place', () => {
    const vars = web.own('vars');
    const greeting = vars instanceof Dict ? vars.get('greeting') : undefined;
    expect(greeting).toBeInstanceOf(TemplateString);
    expect(greeting).toMatchObject({ source: 'hello {{ who }}', origin: { line: 13 } });
  });

  it('gives the plays of an imported playbook its vars, tags and conditions', () => {
    expect(databases.file).toBe(`${fixtures}site/database.yml`);
    expect(databases.importVars.map((vars) => str(vars.get('colour') ?? null))).toEqual(['blue']);
    expect(databases.own('tags')).toEqual(['db', 'imported']);
    expect(databases.importWhen.map((condition) => str(condition))).toEqual(["colour == 'blue'"]);
    expect(
      taskNamed(databases, 'two')
        .collected('when')
        .flat()
        .map((condition) => str(condition as Value)),
    ).toEqual(["colour == 'blue'", 'y']);
  });

  it('lets imported tasks inherit what the import says', () => {
    const deeper = taskNamed(web, 'deeper');
    expect(deeper.inherited('become')).toBe(true);
    expect(deeper.collected('tags').flat()).toEqual(['files', 'deeper', 'x']);
    expect(deeper.collected('vars').map(str)).toContain("{'inner': 1}");
  });

  it('runs dependencies before a role, under the conditions of both', () => {
    const dependency = taskNamed(web, 'base task');
    expect(
      dependency
        .collected('when')
        .flat()
        .map((condition) => str(condition as Value)),
    ).toEqual(['ready', 'from_web']);
    expect(dependency.role?.parent?.name).toBe('web');
    expect(dependency.role?.parent?.dependencies).toContain(dependency.role);
  });

  it('reads defaults, a directory of vars, and parameters of a role', () => {
    const { role } = taskNamed(web, 'web task');
    expect(str(role?.defaults ?? null)).toBe("{'listen_port': 80}");
    expect(str(role?.vars ?? null)).toBe("{'a': 1, 'b': 2}");
    expect(str(role?.params ?? null)).toBe("{'listen_port': 8080}");
    expect(role?.path).toBe(`${fixtures}site/roles/web`);
  });

  it('checks arguments first where the role has a spec, and marks the end of each role', () => {
    const block = web.roles.find((candidate) => candidate.role?.name === 'web');
    const actions = tasksOf(block?.block ?? []).map(
      (task) => `${str(task.action)} ${str(task.args.get('_raw_params') ?? '')}`,
    );
    expect(actions).toEqual([
      'ping ',
      'meta role_complete',
      'ansible.builtin.validate_argument_spec ',
      'template ',
      'meta role_complete',
    ]);
  });

  it("orders handlers: of roles with their dependencies, the play's own, of imported roles", () => {
    expect(tasksOf(web.content.handlers).map((handler) => handler.name)).toEqual([
      'base handler',
      'web changed',
      'restart',
      'imported handler',
      'handler in a block',
      'base handler',
    ]);
  });

  it("knows a role's topics with its name before them, too", () => {
    expect(taskNamed(web, 'web changed').own('listen')).toEqual(['web topic', 'web : web topic']);
  });

  it('merges args with free-form text, and local_action with a delegate', () => {
    const commands = tasksOf(web.tasks).filter((task) => task.action === 'command');
    expect(commands.map((task) => str(task.args))).toEqual([
      "{'chdir': '/tmp', 'creates': '/tmp/x', '_raw_params': 'echo hi'}",
      "{'_raw_params': 'ls'}",
    ]);
    expect(commands[1]?.own('delegate_to')).toBe('localhost');
  });

  it('keeps the loop apart from the keywords', () => {
    const copy = tasksOf(web.tasks).find((task) => task.action === 'copy');
    expect(copy?.loop).toMatchObject({ lookup: 'items', terms: [1, 2] });
    expect(copy?.own('loop')).toBeUndefined();
  });

  it('leaves dynamic includes for the run', () => {
    expect(
      tasksOf(web.tasks)
        .filter((task) => str(task.action).startsWith('include_'))
        .map((task) => str(task.args)),
    ).toEqual(["{'_raw_params': 'tasks/dynamic.yml'}", "{'name': 'web'}"]);
  });
});

describe('directories of plug-ins', () => {
  it('are those of playbooks and roles, told before anything in them is loaded', () => {
    const directories: string[] = [];
    loadPlaybook(
      `${fixtures}site/site.yml`,
      testContext({}, { addPluginDirectory: (directory) => directories.push(directory) }),
    );
    expect([...new Set(directories)]).toEqual(
      ['site', 'site/roles/common', 'site/roles/web', 'site/roles/base'].map((name) => fixtures + name),
    );
  });
});

describe('settings', () => {
  it('can turn an unknown keyword of a task into a warning', () => {
    const context = testContext({ invalidTaskAttributeFails: false });
    loadPlaybook(`${fixtures}invalid/task-listen.yml`, context);
    expect(context.warnings).toEqual(['Ignoring invalid attribute: listen']);
  });
});
