import { describe, expect, it } from 'vitest';
import { noRemarks } from '../../src/events/remarks.ts';
import type { ResultEvent, RunEvent, TaskView } from '../../src/events/run-event.ts';
import { callbackEvent, callbackMethod } from '../../src/plugins/callback-events.ts';
import { Dict } from '../../src/python/dict.ts';
import { TemplateString } from '../../src/python/template-string.ts';
import type { Value } from '../../src/python/value.ts';

const task: TaskView = {
  uuid: 'u1',
  name: 'web : Say hello',
  action: 'debug',
  args: undefined,
  origin: { file: '/site.yml', line: 3, column: 7 },
  playUuid: 'p1',
  role: 'web',
  checkMode: false,
  diff: false,
  noLog: false,
  isLoop: false,
  hasLoop: false,
  implicit: false,
  written: {
    ownName: 'Say hello',
    args: Dict.of({ msg: new TemplateString('{{ word }}') }),
    keywords: new Map<string, Value>([['register', 'r']]),
    role: { path: '/roles/web', collection: undefined },
    isHandler: false,
  },
};

const result = (members: Record<string, Value>, more: Partial<ResultEvent> = {}): RunEvent => ({
  kind: 'host-result',
  task,
  host: 'web1',
  status: 'ok',
  result: Dict.of(members),
  remarks: noRemarks,
  ignored: false,
  ...more,
});

const sent = (event: RunEvent): Dict => callbackEvent(event, callbackMethod(event) ?? '', '/work');

describe('what callback plug-ins in Python are told', () => {
  it('is the method of each event; warnings and messages are for none', () => {
    const method = (event: RunEvent) => callbackMethod(event);
    expect(method({ kind: 'playbook-start', path: 'site.yml' })).toBe('v2_playbook_on_start');
    expect(method({ kind: 'handler-task-start', task })).toBe('v2_playbook_on_handler_task_start');
    expect(method(result({}, { status: 'unreachable' }))).toBe('v2_runner_on_unreachable');
    expect(method({ ...result({}), kind: 'item-result', status: 'unreachable' } as RunEvent)).toBe(
      'v2_runner_item_on_failed',
    );
    expect(method({ kind: 'warning', message: 'x' })).toBeUndefined();
  });

  it('names a task with and without its role, and has its arguments as written', () => {
    const described = sent({ kind: 'task-start', task }).get('task') as Dict;
    expect(described.get('name')).toBe('Say hello');
    expect(described.get('shown')).toBe('web : Say hello');
    expect(described.get('path')).toBe('/site.yml:3');
    expect((described.get('args') as Dict).get('msg')).toEqual(Dict.of({ '!': 'template', v: '{{ word }}' }));
  });

  it('has no result that no_log hides', () => {
    const event = sent(
      result({ changed: true, stdout: 'secret' }, { remarks: { ...noRemarks, noLog: true } }),
    );
    const shown = event.get('result') as Dict;
    expect([...shown.keys()]).toEqual(['changed', '_ansible_no_log', 'censored']);
  });

  it('has the causes of a failure with their places, but not for a loop as a whole', () => {
    const error = {
      chain: [
        { message: 'Task failed.', origin: task.origin, hint: undefined },
        { message: 'it is so', origin: undefined, hint: 'mend it' },
      ],
    };
    const links = sent(result({ failed: true, msg: 'x' }, { status: 'failed', error })).get('error');
    expect(links).toMatchObject([expect.any(Dict), expect.any(Dict)]);
    expect((links as Dict[])[1]).toEqual(Dict.of({ message: 'it is so', context: null, help: 'mend it' }));
    expect(sent(result({ results: [] }, { status: 'failed', error })).get('error')).toBeNull();
  });

  it('says ignore_errors as Ansible does: None where nobody wrote it', () => {
    expect(sent(result({})).get('ignore_errors')).toBeNull();
    expect(sent(result({}, { status: 'failed', ignored: true })).get('ignore_errors')).toBe(true);
  });

  it('has the statistics under the names of AggregateStats', () => {
    const counts = { ok: 1, changed: 0, unreachable: 2, failures: 0, skipped: 0, rescued: 0, ignored: 0 };
    const stats = { hosts: new Map([['web1', counts]]), custom: new Map([['_run', Dict.of({ a: 1 })]]) };
    const event = sent({ kind: 'stats', stats });
    expect(((event.get('hosts') as Dict).get('web1') as Dict).get('dark')).toBe(2);
  });
});
