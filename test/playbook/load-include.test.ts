import { describe, expect, it } from 'vitest';
import { MitorunError } from '../../src/errors/mitorun-error.ts';
import { findIncludedFile, loadIncludedRole, loadIncludedTasks } from '../../src/playbook/load-include.ts';
import { loadPlaybook } from '../../src/playbook/load-playbook.ts';
import { Block, type Play, Task, PlayContent } from '../../src/playbook/model.ts';
import { PlaybookFiles } from '../../src/playbook/playbook-files.ts';
import { Dict } from '../../src/python/dict.ts';
import { str } from '../../src/python/repr.ts';
import type { Value } from '../../src/python/value.ts';
import { loadYaml } from '../../src/yaml/load.ts';
import { type TestContext, testContext } from './test-context.ts';

const directory = new URL('../../fixtures/playbooks/includes/', import.meta.url).pathname;

function load(): { play: Play; context: TestContext } {
  const context = testContext();
  const [play] = loadPlaybook(`${directory}site.yml`, context);
  if (!play) throw new Error('no play');
  return { play, context };
}

function tasksOf(members: readonly (Block | Task)[]): Task[] {
  return members.flatMap((member) =>
    member instanceof Task ? [member] : tasksOf([...member.block, ...member.rescue, ...member.always]),
  );
}

function named(members: readonly (Block | Task)[], name: string): Task {
  const found = tasksOf(members).find((task) => task.name === name);
  if (!found) throw new Error(`no task named ${name}`);
  return found;
}

/** What the executor makes in the place of an include: its vars alone. */
function placeOf(task: Task, extra: Record<string, Value> = {}): Block {
  const own = task.own('vars');
  const vars = new Dict([...(own instanceof Dict ? own : []), ...Object.entries(extra)]);
  return new Block({
    keywords: new Map([['vars', vars]]),
    origin: task.origin,
    parent: task.parent,
    implicit: true,
    isInclude: true,
  });
}

function include(
  task: Task,
  target: string,
  context: TestContext,
  { apply, content = new PlayContent() }: { apply?: Dict; content?: PlayContent } = {},
): Block {
  const path = findIncludedFile(target, task, context);
  return loadIncludedTasks(
    path,
    { parent: placeOf(task, { item: 1 }), content, isHandler: false, target, ...(apply ? { apply } : {}) },
    context,
  );
}

describe('include_tasks at run time', () => {
  it('hands down vars, and what stands around the include, but none of its other keywords', () => {
    const { play, context } = load();
    const first = named([include(named(play.tasks, 'files'), 'nested/first.yml', context)], 'first');
    expect(
      first
        .collected('when')
        .flat()
        .map((condition) => str(condition as Value)),
    ).toEqual(['around']);
    expect(first.collected('tags').flat()).toEqual([]);
    expect(first.collected('vars').map(str)).toEqual(["{'from_include': True, 'item': 1}"]);
  });

  it('hands down what `apply` says', () => {
    const { play, context } = load();
    const apply = Dict.of({ tags: 'a,b', become: true });
    const first = named(
      [include(named(play.tasks, 'files'), 'nested/first.yml', context, { apply })],
      'first',
    );
    expect(first.collected('tags').flat()).toEqual(['a', 'b']);
    expect(first.inherited('become')).toBe(true);
  });

  it('finds files beside the including file, seen from each include in turn', () => {
    const { play, context } = load();
    const outer = include(named(play.tasks, 'files'), 'nested/first.yml', context);
    const inner = named([outer], 'deeper');
    expect(findIncludedFile('deep/second.yml', inner, context)).toBe(`${directory}nested/deep/second.yml`);
    const second = include(inner, 'deep/second.yml', context);
    expect(tasksOf([second]).map((task) => task.name)).toEqual(['second', 'third']);
  });

  it('adds the handlers of roles that the file imports to what the batch has, and leaves the play as it is', () => {
    const { play, context } = load();
    const content = play.content.copy();
    include(named(play.tasks, 'files'), 'nested/first.yml', context, { content });
    expect(tasksOf(content.handlers).map((task) => task.name)).toEqual(['inner handler']);
    expect(content.roles.length).toBeGreaterThan(play.content.roles.length);
    expect(play.content.handlers).toEqual([]);
  });

  it('refuses unknown keywords in `apply`', () => {
    const { play, context } = load();
    const apply = Dict.of({ loop: 'x' });
    expect(() => include(named(play.tasks, 'files'), 'nested/first.yml', context, { apply })).toThrow(
      "'loop' is not a valid attribute for a Block",
    );
  });

  it('says where it looked, as a fault of the hosts and not of the playbook', () => {
    const { play, context } = load();
    const attempt = (): Block => include(named(play.tasks, 'files'), 'nowhere.yml', context);
    expect(attempt).toThrow(MitorunError);
    expect(attempt).toThrow(`Could not find or access '${directory}nowhere.yml' on the Ansible Controller.`);
  });

  it('loads a file once, however often it is included', () => {
    const { play, context } = load();
    const task = named(play.tasks, 'files');
    let parsed = 0;
    const files = new PlaybookFiles({
      decrypt: (content) => content,
      parse: (text, file) => {
        parsed += 1;
        return loadYaml(text, { file, trust: true });
      },
    });
    for (let count = 0; count < 1000; count += 1) include(task, 'nested/old.yml', { ...context, files });
    expect(parsed).toBe(1);
  });
});

describe('include_role at run time', () => {
  function includeOuter(args: Record<string, Value> = {}) {
    const { play, context } = load();
    const task = named(play.tasks, 'roles');
    const content = new PlayContent();
    const block = loadIncludedRole(
      { name: 'outer', args: Dict.of({ name: 'outer', ...args }), parent: placeOf(task), content, task },
      context,
    );
    return { block, handlers: content.handlers, role: content.roles.at(-1), context };
  }

  it('loads tasks and handlers, private unless it says otherwise', () => {
    const { block, handlers, role } = includeOuter();
    expect(tasksOf([block]).map((task) => str(task.action))).toEqual(['ping', 'include_tasks', 'meta']);
    expect(tasksOf(handlers).map((task) => task.name)).toEqual(['outer handler']);
    expect(role).toMatchObject({ name: 'outer', isPublic: false, isStatic: false, allowDuplicates: true });
    expect(includeOuter({ public: true }).role?.isPublic).toBe(true);
  });

  it('takes tasks from another file', () => {
    expect(tasksOf([includeOuter({ tasks_from: 'more' }).block]).map((task) => task.name)).toEqual([
      'more of outer',
      undefined,
    ]);
  });

  it("finds files in the role's tasks", () => {
    const { block, context } = includeOuter();
    const inside = tasksOf([block]).find((task) => task.action === 'include_tasks');
    expect(inside && findIncludedFile('more.yml', inside, context)).toBe(
      `${directory}roles/outer/tasks/more.yml`,
    );
  });
});

describe('the old `include`', () => {
  it('is an import for a plain name, an include for a template; its arguments are vars', () => {
    const { play, context } = load();
    expect(named(play.tasks, 'old').collected('vars').map(str)).toEqual(["{'colour': 'blue'}"]);
    expect(tasksOf(play.tasks).at(-1)?.action).toBe('include_tasks');
    expect(context.deprecations).toContain(
      '"include" is deprecated, use include_tasks/import_tasks instead.',
    );
  });
});

describe('collections of a role', () => {
  it('come from its metadata alone', () => {
    const { play, context } = load();
    const inner = named([include(named(play.tasks, 'files'), 'nested/first.yml', context)], 'inner task');
    expect(inner.role?.collections).toEqual(['community.general', 'ansible.legacy']);
    expect(inner.inherited('collections')).toEqual(['community.general', 'ansible.legacy']);
  });
});
