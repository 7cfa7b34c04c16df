import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { PlaybookContext } from '../../src/playbook/context.ts';
import { listTasks } from '../../src/playbook/list-tasks.ts';
import { loadPlaybook } from '../../src/playbook/load-playbook.ts';
import type { Play } from '../../src/playbook/model.ts';
import { str } from '../../src/python/repr.ts';
import type { Value } from '../../src/python/value.ts';
import { testContext } from './test-context.ts';

const directory = new URL('../../fixtures/playbooks/collection/', import.meta.url).pathname;
const tools = `${directory}ansible_collections/acme/tools`;

const collections: Partial<PlaybookContext> = {
  findPlaybook: (name) =>
    name === 'acme.tools.deploy'
      ? { path: `${tools}/playbooks/deploy.yml`, collection: 'acme.tools' }
      : undefined,
  findRole: (name, search) => {
    const plain = name.replace(/^acme\.tools\./, '');
    const path = `${tools}/roles/${plain}`;
    const sought = plain !== name || search.includes('acme.tools');
    return sought && existsSync(path) ? { name: plain, path, collection: 'acme.tools' } : undefined;
  },
  collectionOf: (path) => (path.startsWith(tools) ? 'acme.tools' : undefined),
};

const asWritten = (value: Value): Value => value;

function labels(play: Play): string[] {
  return listTasks(play, { only: [], skip: [], render: asWritten }).map((task) => task.label);
}

describe('import_playbook and collections', () => {
  const [deploy, chained, roles] = loadPlaybook(`${directory}site.yml`, testContext({}, collections)) as [
    Play,
    Play,
    Play,
  ];

  it("takes a collection's playbook by name, and searches that collection for its plays", () => {
    expect(deploy.file).toBe(`${tools}/playbooks/deploy.yml`);
    expect(deploy.own('collections')).toEqual(['acme.tools', 'ansible.legacy']);
  });

  it('renders names of imports with the vars of import_playbook', () => {
    expect(labels(deploy)).toEqual(['outermost task']);
  });

  it('adds tags, also from the old `tags` variable', () => {
    expect(deploy.own('tags')).toEqual(['own', 'from_vars', 'top']);
    expect(chained.own('tags')).toEqual(['chained']);
  });

  it('keeps vars of nested imports, the outermost first', () => {
    expect(chained.importVars.map(str)).toEqual(["{'v': 'outer'}", "{'v': 'inner', 'w': 'inner'}"]);
  });

  it('puts conditions before those of the tasks, not of the handlers', () => {
    const [task] = listTasks(chained, { only: [], skip: [], render: asWritten });
    expect(
      task?.task
        .collected('when')
        .flat()
        .map((condition) => str(condition as Value)),
    ).toEqual(['first', 'second', 'third', 'own']);
    expect(chained.content.handlers[0]?.block[0]?.collected('when')).toEqual([]);
    expect(chained.importWhen.map((condition) => str(condition))).toEqual(['first', 'second', 'third']);
  });

  it("finds roles in the play's collections and dependencies in the role's own", () => {
    expect(labels(roles)).toEqual([
      'acme.tools.cache : cache task',
      'acme.tools.db : db task',
      'acme.tools.cache : cache task',
    ]);
    expect(roles.content.roles.map((role) => [role.name, role.collection])).toEqual([
      ['db', 'acme.tools'],
      ['cache', 'acme.tools'],
    ]);
    expect(roles.content.roles[0]?.collections).toEqual(['acme.tools', 'ansible.builtin']);
  });

  it('gives equal identities to equal uses of a role, others to uses that differ', () => {
    const dependency = roles.content.roles[0]?.dependencies[0];
    expect(dependency?.identity).not.toBe(roles.content.roles[1]?.identity);
    const again = loadPlaybook(`${directory}site.yml`, testContext({}, collections))[2];
    expect(again?.content.roles[0]?.identity).toBe(roles.content.roles[0]?.identity);
  });
});

describe('an import_tasks', () => {
  it('is told with its file once that is read, for -vv', () => {
    const told: string[] = [];
    const place = new URL('../../fixtures/playbooks/site/', import.meta.url).pathname;
    loadPlaybook(`${place}site.yml`, testContext({}, { tellImported: (file) => told.push(file) }));
    expect(told.map((file) => file.slice(place.length))).toEqual([
      'tasks/handlers.yml',
      'tasks/files.yml',
      'tasks/sub/deeper.yml',
      'roles/base/tasks/more.yml',
    ]);
  });
});
