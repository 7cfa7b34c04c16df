import { withInternalKeys } from '../../src/events/internal-keys.ts';
import type { ShownDelegate } from '../../src/events/remarks.ts';
import { describe, expect, it } from 'vitest';
import { delegateVariables, shownDelegate, withDelegate } from '../../src/executor/delegation.ts';
import { Dict } from '../../src/python/dict.ts';
import { type FakeTask, plain, taskOf } from './fake-play.ts';

const hosts = {
  web1: { mine: 'of web1', ansible_user: 'me' },
  db1: { mine: 'of db1', ansible_host: '10.0.0.9', ansible_port: 2222 },
  db2: { mine: 'of db2' },
};

function evaluated(
  { running }: FakeTask,
  variables: ReturnType<typeof delegateVariables>,
  expression: string,
) {
  return plain(running.scope.templar(variables, running.task).evaluate(expression));
}

describe("a delegate's variables", () => {
  it.each<[string, string, string, unknown]>([
    ['are its own', 'db1', 'mine', 'of db1'],
    ['know the host that the task is of', 'db1', 'inventory_hostname', 'web1'],
    ['have its address', 'db1', 'ansible_host', '10.0.0.9'],
    ['have its name for an address', 'db2', 'ansible_host', 'db2'],
    ['have that under both names', 'db2', 'ansible_ssh_host', 'db2'],
    ['are there for a host that no inventory has', 'other', 'ansible_host', 'other'],
    ['have the item of the loop', 'db1', 'item', 'i'],
    ['have what the task says of the connection', 'db2', 'ansible_user', 'keyword'],
  ])('%s', (_case, delegate, expression, wanted) => {
    const fake = taskOf('- {ping: , remote_user: keyword}', { hosts });
    const variables = delegateVariables(fake.running, delegate, Dict.of({ item: 'i' }));
    expect(evaluated(fake, variables, expression)).toBe(wanted);
  });
});

describe('what a delegated task sees', () => {
  it.each<[string, string, unknown]>([
    ['is its own', 'mine', 'of web1'],
    ["is the delegate's by its name", "ansible_delegated_vars['db1'].mine", 'of db1'],
    ["is its own host's connection where that says something", 'ansible_user', 'me'],
    ["is the delegate's connection where it says nothing", 'ansible_port', 2222],
  ])('%s', (_case, expression, wanted) => {
    const fake = taskOf('- ping:', { hosts });
    const { scope, host, task } = fake.running;
    const variables = withDelegate(scope.variables(host, task), fake.running, 'db1', undefined);
    expect(evaluated(fake, variables, expression)).toBe(wanted);
  });
});

describe('what is shown of a delegate', () => {
  const shown = (delegate: ShownDelegate): unknown =>
    plain(withInternalKeys(new Dict(), { delegate }).get('_ansible_delegated_vars'));

  it.each<[string, object]>([
    ['db1', { ansible_delegated_host: 'db1', ansible_host: '10.0.0.9', ansible_port: 2222 }],
    ['db2', { ansible_delegated_host: 'db2', ansible_host: 'db2' }],
    ['web1', { ansible_delegated_host: 'web1', ansible_host: 'web1', ansible_user: 'me' }],
  ])('%s', (delegate, wanted) => {
    expect(shown(shownDelegate(taskOf('- ping:', { hosts }).running, delegate))).toEqual(wanted);
  });

  it('is nothing in place of what cannot be rendered', () => {
    const { running } = taskOf('- ping:', { hosts, play: 'vars: {ansible_user: "{{ nothing }}"}' });
    expect(shown(shownDelegate(running, 'db2'))).toMatchObject({ ansible_user: null });
  });
});
