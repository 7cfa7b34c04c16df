import { describe, expect, it } from 'vitest';
import { plain } from '../executor/fake-play.ts';
import { told } from '../executor/fake-run.ts';
import { batchOf, type FakeBatch } from './fake-batch.ts';

const play = `tasks: []
vars: {service: web}
handlers:
- {name: restart, ping: , vars: {n: first}}
- {name: restart, ping: , vars: {n: last}}
- {name: reload, ping: , listen: [config, all]}
- {name: check, ping: , listen: config}
- {name: "start {{ service }}", ping: }
- {name: "for {{ inventory_hostname }}", ping: }
- {name: "{{ nothing }}", ping: , listen: topic}
- {ping: , listen: nameless}`;

function matching({ run }: FakeBatch, topic: string): string[] {
  return [...run.handlers.matching(topic)].map((handler) => String(plain(handler.name ?? 'ping')));
}

describe('a notification means', () => {
  it.each<[string, string, string[]]>([
    ['the handler of that name', 'reload', ['reload']],
    ['everyone who listens', 'config', ['reload', 'check']],
    ['one of several topics', 'all', ['reload']],
    ['a handler whose name is a template', 'start web', ['start {{ service }}']],
    ['no handler by its template', 'start {{ service }}', []],
    ['a handler that listens though its name cannot be rendered', 'topic', ['{{ nothing }}']],
    ['a handler without a name that listens', 'nameless', ['ping']],
    ['nobody', 'absent', []],
  ])('%s', (_case, topic, wanted) => {
    expect(matching(batchOf(play), topic)).toEqual(wanted);
  });

  it('the first one of a name in a list', () => {
    const { run } = batchOf(play);
    const [handler, ...others] = run.handlers.matching('restart');
    expect(others).toEqual([]);
    expect(plain(handler?.own('vars'))).toEqual({ n: 'first' });
  });

  it('no handler whose name needs a host, which is warned of', () => {
    const batch = batchOf(play);
    expect(matching(batch, 'for web1')).toEqual([]);
    expect(told(batch.events)).toContainEqual(
      expect.stringContaining("warning: Handler 'for {{ inventory_hostname }}' is unusable"),
    );
  });

  it('a name as it was rendered first, from then on', () => {
    const batch = batchOf(play);
    matching(batch, 'start web');
    const handler = batch.run.handlers.list()[4];
    expect(handler && batch.services.taskNames.current(handler)).toBe('start web');
  });
});

describe('what a host has notified', () => {
  it('is kept in order, each once, host by host', () => {
    const { handlers } = batchOf(play).run;
    for (const topic of ['reload', 'config', 'reload']) handlers.keep('a', topic);
    expect([handlers.kept('a'), handlers.kept('b')]).toEqual([['reload', 'config'], []]);
    handlers.forgetKept('a');
    expect(handlers.kept('a')).toEqual([]);
  });

  it('is its own, until the handler is given out', () => {
    const { run, task } = batchOf(play);
    const { handlers } = run;
    const reload = task('reload');
    expect([
      handlers.notify(reload, 'a'),
      handlers.notify(reload, 'a'),
      handlers.notify(reload, 'b'),
    ]).toEqual([true, false, true]);
    handlers.clear(reload, 'a');
    expect([handlers.isNotified(reload, 'a'), handlers.isNotified(reload, 'b')]).toEqual([false, true]);
    expect(handlers.anyNotified).toBe(true);
    handlers.clear(reload);
    expect(handlers.isNotified(reload, 'b')).toBe(false);
    expect(handlers.anyNotified).toBe(false);
  });
});

describe('the handlers of a play', () => {
  it('run in the order in which they are written, those of blocks in their places', () => {
    const { run } = batchOf(
      'tasks: []\nhandlers:\n- {name: one, ping: }\n- block: [{name: two, ping: }]\n- {name: three, ping: }',
    );
    expect(run.handlers.list().map(({ name }) => name)).toEqual(['one', 'two', 'three']);
  });
});
