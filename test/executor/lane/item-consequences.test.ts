import { describe, expect, it } from 'vitest';
import { decideTarget } from '../../../src/executor/lane/decide.ts';
import { itemConsequences } from '../../../src/executor/lane/item-consequences.ts';
import { openScope } from '../../../src/executor/lane/item-scope.ts';
import { Dict } from '../../../src/python/dict.ts';
import type { Value } from '../../../src/python/value.ts';
import { noRemarks } from '../../../src/events/remarks.ts';
import { withInternalKeys } from '../../../src/events/internal-keys.ts';
import { answerWith, plain, taskOf } from '../fake-play.ts';
import { told } from '../fake-run.ts';

const hosts = {
  web1: { yes: true, topic: 'restart' },
  db1: { ansible_host: '10.0.0.9', ansible_port: 2222 },
};

async function consequences(keywords: string, members: Readonly<Record<string, Value>> = {}) {
  const { item, events } = taskOf(`- ping:\n  ${keywords}`, { hosts });
  const scope = await decideTarget(item, await openScope(item));
  const { data, remarks: given } = answerWith(members);
  const settled = { result: data, remarks: { ...noRemarks, ...given } };
  const { remarks, ...following } = await itemConsequences(item, scope, settled);
  item.events.release();
  return { following, result: plain({ data, remarks }), events: told(events) };
}

describe('what follows from a result', () => {
  const nothing = {
    delegatedTo: undefined,
    notify: [],
    delegateFacts: false,
    ignoreErrors: false,
    ignoreUnreachable: false,
  };

  it.each<[string, object]>([
    ['', {}],
    ['notify: restart', { notify: ['restart'] }],
    ['notify: ["{{ topic }}", reload]', { notify: ['restart', 'reload'] }],
    ['notify: "{{ [topic, 1] }}"', { notify: ['restart', '1'] }],
    ['notify: ["{{ omit }}", reload]', { notify: ['reload'] }],
    ['notify: "{{ [omit, topic] }}"', { notify: ['restart'] }],
    ['notify: "{{ nothing }}"', { notify: [] }],
    ['ignore_errors: true', { ignoreErrors: true }],
    ['ignore_errors: "{{ yes }}"', { ignoreErrors: true }],
    ['ignore_errors: "{{ nothing }}"', { ignoreErrors: true }],
    ['ignore_unreachable: true', { ignoreUnreachable: true }],
    ['ignore_unreachable: "{{ nothing }}"', { ignoreUnreachable: false }],
    ['delegate_facts: true', { delegateFacts: true }],
    ['delegate_facts: "{{ [] }}"', { delegateFacts: false }],
    ['delegate_to: db1', { delegatedTo: 'db1' }],
  ])('%s', async (keywords, wanted) => {
    const { following } = await consequences(keywords);
    expect(following).toEqual({ ...nothing, ...wanted });
  });
});

describe('what is shown of a result', () => {
  it.each<[string, string, Readonly<Record<string, Value>>, boolean]>([
    ['all of it', '', {}, false],
    ['nothing with no_log', 'no_log: true', {}, true],
    ['nothing where the module says so', '', { _ansible_no_log: true }, true],
    [
      'nothing where the module says so and the task does not',
      'no_log: false',
      { _ansible_no_log: true },
      true,
    ],
    ['nothing where nobody can tell', 'no_log: "{{ nothing }}"', {}, true],
  ])('%s', async (_case, keywords, members, isMasked) => {
    const { result } = await consequences(keywords, members);
    expect((result as { _ansible_no_log?: boolean })._ansible_no_log ?? false).toBe(isMasked);
  });

  it('that nobody can tell is warned of', async () => {
    const { events } = await consequences('no_log: "{{ nothing }}"');
    expect(events).toEqual(['warning: Invalid no_log value for task, output will be masked.']);
  });

  it('is where it was delegated to, with what the delegate says of its connection', async () => {
    const { result } = await consequences('delegate_to: db1');
    expect(result).toEqual({
      _ansible_delegated_vars: {
        ansible_delegated_host: 'db1',
        ansible_host: '10.0.0.9',
        ansible_port: 2222,
      },
    });
  });

  it('is a delegate that nobody knows by its name', async () => {
    const { result } = await consequences('delegate_to: other');
    expect(result).toEqual({
      _ansible_delegated_vars: { ansible_delegated_host: 'other', ansible_host: 'other' },
    });
  });

  it('is a delegate whose name cannot be rendered as it is written, where the task failed', async () => {
    const { item } = taskOf('- ping:\n  delegate_to: "{{ nothing }}"', { hosts });
    const scope = await openScope(item);
    const shown = async (failed: boolean) => {
      const result = Dict.of({ failed });
      const { remarks } = await itemConsequences(item, scope, { result, remarks: noRemarks });
      return plain(withInternalKeys(result, remarks).get('_ansible_delegated_vars'));
    };
    expect(await shown(true)).toEqual({
      ansible_delegated_host: '{{ nothing }}',
      ansible_host: '{{ nothing }}',
    });
    expect(await shown(false)).toBeUndefined();
  });
});
