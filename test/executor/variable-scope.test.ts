import { describe, expect, it } from 'vitest';
import type { Task } from '../../src/playbook/model.ts';
import { Dict } from '../../src/python/dict.ts';
import { processIncludes } from '../../src/strategy/included-files.ts';
import { advance, batchOf, outcomeOf } from '../strategy/fake-batch.ts';
import { batchVariables } from './batch-variables.ts';
import { plain } from './fake-play.ts';
import { told } from './fake-run.ts';

/** Everything that may give a variable, the lowest first (Ansible's docs, "Understanding variable precedence"). */
const levels = [
  'role defaults',
  'inventory',
  'facts',
  'play vars',
  'vars prompt',
  'vars files',
  'role vars',
  'block vars',
  'task vars',
  'include vars',
  'set_fact',
  'role params',
  'include params',
  'extra vars',
] as const;
type Level = (typeof levels)[number];

/** The value of `v` where these levels give it, each its own name. */
function winner(given: readonly Level[]): unknown {
  const has = (level: Level): boolean => given.includes(level);
  const vars = (level: Level): string => (has(level) ? `vars: {v: ${level}}` : 'vars: {}');
  const file = (level: Level): string => (has(level) ? `v: ${level}` : 'other: 1');
  const batch = batchOf(
    `${vars('play vars')}
tasks:
- {name: one, include_tasks: x.yml}
roles:
- {role: web${has('role params') ? ', v: role params' : ''}}`,
    {
      hosts: { a: has('inventory') ? { v: 'inventory' } : {} },
      ...(has('extra vars') && { extraVars: { v: 'extra vars' } }),
      files: {
        'roles/web/defaults/main.yml': file('role defaults'),
        'roles/web/vars/main.yml': file('role vars'),
        'roles/web/tasks/main.yml': `- {name: include, include_tasks: more.yml, ${has('include params') ? 'vars: {v: include params}' : 'vars: {}'}}`,
        'roles/web/tasks/more.yml': `- ${vars('block vars')}\n  block: [{name: reading, ping: , ${vars('task vars')}}]`,
      },
    },
  );
  const { run, services } = batch;
  if (has('facts')) services.memory.addFacts('a', Dict.of({ v: 'facts' }));
  if (has('include vars')) services.memory.includeVariables('a', Dict.of({ v: 'include vars' }));
  if (has('set_fact')) services.memory.setVariables('a', Dict.of({ v: 'set_fact' }));
  advance(run);
  const include = {
    target: 'more.yml',
    targetOrigin: undefined,
    isRole: false,
    args: new Dict(),
    loopVariables: new Dict(),
  };
  processIncludes(run, [outcomeOf(run, batch.task('include'), {}, { include })]);
  const reading: Task = batch.task('reading');
  const scope = batchVariables(batch, {
    promptedVars: has('vars prompt') ? { v: 'vars prompt' } : {},
    varsFiles: has('vars files') ? [{ v: 'vars files' }] : [],
  });
  return plain(scope.variables('a', reading).get('v'));
}

describe('of all that gives a variable', () => {
  it.each(levels.map((level, index) => [level, levels[index - 1]] as const).slice(1))(
    '%s is above %s',
    (higher, lower) => {
      if (lower === undefined) throw new Error('there is a lower one');
      expect(winner([lower])).toBe(lower);
      expect(winner([lower, higher])).toBe(higher);
    },
  );

  it('the highest is what is seen', () => expect(winner(levels)).toBe('extra vars'));
  it('nothing is what is seen where nothing gives it', () => expect(winner([])).toBeUndefined());
});

describe('what nobody can set', () => {
  it.each<[string, unknown]>([
    ['inventory_hostname', 'a.net'],
    ['inventory_hostname_short', 'a'],
    ['group_names', ['web']],
    ['ansible_play_hosts', ['a.net', 'b']],
    ['ansible_play_batch', ['a.net', 'b']],
    ['ansible_play_hosts_all', ['a.net', 'b']],
    ['ansible_play_name', 'all'],
    ['playbook_dir', '/plays'],
    ['ansible_forks', 5],
    ['ansible_check_mode', false],
    ["groups['web']", ['a.net']],
    ["hostvars['b'].own", 'of b'],
    ["hostvars['b'].inventory_hostname", 'b'],
    ['ansible_host', 'a.net'],
    ['ansible_connection', 'ssh'],
    ['ansible_version.full is defined', true],
  ])('%s', (expression, wanted) => {
    const { run, task } = batchOf('tasks: [{name: one, ping: }]', {
      hosts: { 'a.net': {}, b: { own: 'of b' } },
      groups: { web: ['a.net'] },
      extraVars: { playbook_dir: 'set', ansible_forks: 99, groups: 'set', hostvars: 'set' },
    });
    const one = task('one');
    expect(plain(run.scope.templar(run.scope.variables('a.net', one), one).evaluate(expression))).toEqual(
      wanted,
    );
  });

  it('says who is still in the play, as it was when the variables were put together', () => {
    const { run } = batchOf('tasks: [{name: one, ping: }]', { hosts: { a: {}, b: {} } });
    const before = run.scope.variables('a', undefined);
    run.context.removed = ['b'];
    expect(before.get('ansible_play_hosts')).toEqual(['a', 'b']);
    expect(run.scope.variables('a', undefined).get('ansible_play_hosts')).toEqual(['a']);
  });
});

describe('what a connection comes to', () => {
  it.each<[string, string, object, string, unknown]>([
    ['is what the keywords say', 'remote_user: me', {}, 'ansible_user', 'me'],
    ['is below whatever somebody sets', 'remote_user: me', { ansible_user: 'set' }, 'ansible_user', 'set'],
    ['has one value under both of its names', '', { ansible_ssh_user: 'set' }, 'ansible_user', 'set'],
    ['is left out where only what was set is wanted', '', {}, 'ansible_port', undefined],
  ])('%s', (_case, keyword, variables, name, wanted) => {
    const { run, task } = batchOf(`${keyword}\ntasks: [{name: one, ping: }]`, {
      hosts: { a: { ...variables } },
    });
    expect(plain(run.scope.variables('a', task('one')).get(name))).toBe(wanted);
  });

  it('can be left out', () => {
    const { run, task } = batchOf('tasks: [{name: one, ping: }]', { hosts: { a: {} } });
    expect(run.scope.variables('a', task('one'), { connection: false }).has('ansible_host')).toBe(false);
    expect(run.scope.variables('a', task('one')).has('ansible_host')).toBe(true);
  });
});

describe("what another host's variables are", () => {
  const seen = (expression: string): unknown => {
    const { run, services } = batchOf('vars: {of_play: 1}\ntasks: []', {
      hosts: { a: {}, b: { n: 1, own: 'b' } },
      groups: { web: ['b'] },
    });
    services.memory.setVariables('b', Dict.of({ set: 2 }));
    return plain(run.scope.templar(run.scope.variables('a', undefined), undefined).evaluate(expression));
  };

  it.each<[string, string, unknown]>([
    ['its own', 'hostvars.b.own', 'b'],
    ['what tasks have set', 'hostvars.b.set', 2],
    ['none of the play', "'of_play' in hostvars.b", false],
    ['all hosts', 'hostvars | list | sort', ['a', 'b']],
  ])('%s', (_case, expression, wanted) => expect(seen(expression)).toEqual(wanted));

  it('as they are when they are read', () => {
    const { run, services } = batchOf('tasks: []', { hosts: { a: {}, b: {} } });
    const templar = run.scope.templar(run.scope.variables('a', undefined), undefined);
    services.memory.addFacts('b', Dict.of({ fresh: 1 }));
    services.inventory.addHost('c', { groups: ['all'] });
    expect(plain(templar.evaluate("[hostvars.b.fresh, 'c' in hostvars]"))).toEqual([1, true]);
  });
});

describe('reserved names', () => {
  it('are warned of once for each that wrote one', () => {
    const { run, events } = batchOf('vars: {port: 1}\ntasks: []', { hosts: { a: {}, b: {} } });
    for (const host of ['a', 'b', 'a']) run.scope.variables(host, undefined);
    expect(told(events)).toEqual(["warning: Found variable using reserved name 'port'."]);
  });
});

it('with hash_behaviour=merge dicts of all levels are one', () => {
  const { run } = batchOf('vars: {d: {play: 1}}\ntasks: []', {
    hosts: { a: { d: Dict.of({ host: 2 }) } },
    environment: { ANSIBLE_HASH_BEHAVIOUR: 'merge' },
  });
  expect(plain(run.scope.variables('a', undefined).get('d'))).toEqual({ host: 2, play: 1 });
});
