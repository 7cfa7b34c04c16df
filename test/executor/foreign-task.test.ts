import { describe, expect, it } from 'vitest';
import type { ForeignTask } from '../../src/actions/foreign-connection.ts';
import { foreignTask } from '../../src/executor/foreign-task.ts';
import { TaskKeywords } from '../../src/executor/task-keywords.ts';
import type { Value } from '../../src/python/value.ts';
import { plain, taskOf } from './fake-play.ts';

function foreign(
  play: string,
  variables: Readonly<Record<string, Value>> = {},
  overridden: readonly string[] = [],
): ForeignTask | undefined {
  const { running, task } = taskOf('- ping:', { hosts: { web1: { ...variables } }, play });
  const { scope, host, services } = running;
  const templar = scope.templar(scope.variables(host, task), task);
  const own = { ...services.foreign, overrides: (name: string) => overridden.includes(name) };
  return foreignTask(
    { ...services, foreign: own },
    { host, target: host, task, scope, loop: undefined },
    templar,
    new TaskKeywords(task, templar, services.setting),
  );
}

describe('a task needs plug-ins in Python', () => {
  it.each<[string, string, Readonly<Record<string, Value>>, string | undefined]>([
    ['not for ssh', '', {}, undefined],
    ['not for local', 'connection: local', {}, undefined],
    ['not for sudo', 'become: true', {}, undefined],
    ['not for su by its full name', 'become: true\nbecome_method: ansible.builtin.su', {}, undefined],
    ['not for doas', 'become: true\nbecome_method: community.general.doas', {}, undefined],
    ['not for a become method that is off', 'become_method: runas', {}, undefined],
    ['for another become method', 'become: true\nbecome_method: runas', {}, "become plugin 'runas'"],
    ['for another connection', 'connection: ns.col.docker', {}, "connection plugin 'ns.col.docker'"],
    [
      'for another connection of a variable',
      '',
      { ansible_connection: 'winrm' },
      "connection plugin 'winrm'",
    ],
    [
      'for a shell that is none of POSIX',
      '',
      { ansible_shell_type: 'powershell' },
      "connection plugin 'ssh'",
    ],
    [
      'for both, named by the connection',
      'connection: ns.col.docker\nbecome: true\nbecome_method: runas',
      {},
      "connection plugin 'ns.col.docker'",
    ],
  ])('%s', (_case, play, variables, missing) => {
    expect(foreign(play, variables)?.missing).toBe(missing);
  });

  it("for the user's own plug-in of a name that mitorun has", () => {
    expect(foreign('', {}, ['ssh'])?.missing).toBe("connection plugin 'ssh'");
    expect(foreign('connection: local', {}, ['ssh'])).toBeUndefined();
  });
});

describe('what plug-ins in Python are told', () => {
  const docker = 'connection: ns.col.docker\n';

  it.each<[string, string, Readonly<Record<string, Value>>, object]>([
    ['the host and its address', '', {}, { host: 'web1', address: 'web1' }],
    ['the address of a variable', '', { ansible_host: '10.0.0.1' }, { address: '10.0.0.1' }],
    [
      'keywords that somebody wrote',
      'remote_user: me\nport: 22\nbecome: true\nbecome_user: app',
      {},
      { keywords: { remote_user: 'me', port: 22, become: true, become_user: 'app', become_method: 'sudo' } },
    ],
    ['that become is off', '', {}, { keywords: { become: false } }],
    [
      'collections, and those of ansible-core last',
      'collections: [ns.col]',
      {},
      { collections: ['ns.col', 'ansible.legacy'] },
    ],
    [
      'collections as they are where ansible-core is among them',
      'collections: [ansible.builtin, ns.col]',
      {},
      { collections: ['ansible.builtin', 'ns.col'] },
    ],
  ])('%s', (_case, play, variables, wanted) => {
    const told = foreign(`${docker}${play}`, variables);
    expect({
      ...told,
      keywords: plain(told?.keywords),
    }).toMatchObject(wanted);
  });

  it('which variables nobody set', () => {
    const computed = foreign(docker, { ansible_host: '10.0.0.1' })?.computedVariables ?? [];
    expect(computed).toContain('ansible_connection');
    expect(computed).not.toContain('ansible_host');
  });

  it('module_defaults of its module, and of no group', () => {
    const told = foreign(`${docker}module_defaults: {ping: {data: 1}, group/x: {a: 1}}`);
    expect(told?.moduleDefaults.map(plain)).toEqual([{ ping: { data: 1 } }]);
  });
});
