import { describe, expect, it } from 'vitest';
import { includeRequest, includeResult } from '../../src/executor/include-request.ts';
import { Dict } from '../../src/python/dict.ts';
import { str } from '../../src/python/repr.ts';
import { plain, taskOf } from './fake-play.ts';
import { messageOf } from './message-of.ts';

const hosts = { web1: { which: 'more.yml', role: 'web' } };

function requested(text: string, action?: string, loop?: Dict) {
  const { running, task } = taskOf(text, { hosts });
  const { scope, host } = running;
  const templar = scope.templar(scope.variables(host, task), task);
  const surroundings = { factsAreVariables: false, warn: () => undefined };
  return includeRequest(task, action ?? str(task.action), templar, { surroundings, loop });
}

describe('an include asks for', () => {
  it.each<[string, string, object]>([
    ['a file', '- include_tasks: more.yml', { target: 'more.yml', isRole: false, args: {} }],
    ['a file by a template', '- include_tasks: "{{ which }}"', { target: 'more.yml', args: {} }],
    ['a file by its full name', '- ansible.builtin.include_tasks: more.yml', { target: 'more.yml' }],
    [
      'a file with keywords for it',
      '- include_tasks: {file: more.yml, apply: {tags: x}}',
      { args: { apply: { tags: ['x'] } } },
    ],
    [
      'a role',
      '- include_role: {name: "{{ role }}"}',
      { target: 'web', isRole: true, args: { name: 'web' } },
    ],
    ['a role by its other name', '- include_role: {role: web}', { target: 'web', isRole: true }],
    [
      'another entry point of a role',
      '- include_role: {name: web, tasks_from: other}',
      { args: { name: 'web', tasks_from: 'other' } },
    ],
  ])('%s', (_case, text, wanted) => {
    const request = requested(text);
    if (!request || request instanceof Dict) throw new Error('it asks for nothing');
    const args = plain(request.args) as Record<string, unknown>;
    const { args: wantedArgs = args, ...rest } = wanted as { args?: object };
    expect(request).toMatchObject(rest);
    if ('apply' in wantedArgs) expect(args).toHaveProperty('apply');
    else expect(args).toEqual(wantedArgs);
  });

  it('nothing where it is another action', () => {
    expect(requested('- ping:')).toBeUndefined();
  });

  it('what the rendered name of its action says', () => {
    expect(requested('- ping: {file: more.yml}', 'include_tasks')).toMatchObject({ target: 'more.yml' });
  });

  it('what it names, where that is written', () => {
    const request = requested('- include_role:\n    name: "{{ role }}"');
    expect(request instanceof Dict ? undefined : request?.targetOrigin).toMatchObject({
      file: '/plays/site.yml',
      line: 6,
    });
  });

  it('the same for its loop variables, which are its own', () => {
    const loop = Dict.of({ item: 1 });
    const request = requested('- include_tasks: more.yml', undefined, loop);
    loop.set('item', 2);
    expect(request instanceof Dict ? undefined : plain(request?.loopVariables)).toEqual({ item: 1 });
  });
});

describe('an include that names nothing', () => {
  it('of tasks has failed', () => {
    const result = requested('- include_tasks: {file: "{{ \'\' }}"}');
    expect(result instanceof Dict && plain(result)).toMatchObject({ failed: true });
  });

  it('of a role is refused', async () => {
    const work = Promise.resolve().then(() => requested('- include_role: {name: "{{ \'\' }}"}'));
    await expect(messageOf(work)).resolves.toBe("'name' is a required field for include_role.");
  });
});

describe('what an include shows', () => {
  it.each<[string, string, object]>([
    ['is its file', '- include_tasks: more.yml', { include: 'more.yml', include_args: {} }],
    ['is the arguments of a role', '- include_role: {name: web}', { include_args: { name: 'web' } }],
  ])('%s', (_case, text, wanted) => {
    const request = requested(text);
    if (!request || request instanceof Dict) throw new Error('it asks for nothing');
    expect(plain(includeResult(request))).toEqual(wanted);
  });
});
