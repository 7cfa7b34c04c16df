import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runInProcess } from '../cli/run-in-process.ts';

const directory = mkdtempSync(join(tmpdir(), 'mitorun-strategies-'));
afterAll(() => rmSync(directory, { recursive: true }));

const classOf = (base: string, body: string): string =>
  `from ansible.plugins.strategy.${base} import StrategyModule as Base\n\n\nclass StrategyModule(Base):\n    ${body}\n`;

const plugins: Readonly<Record<string, string>> = {
  calm: classOf('linear', 'added = 1'),
  eager: classOf('free', '"""As free."""'),
  changed: classOf(
    'free',
    'def run(self, *given):\n        return Base.run(self, *given)\n\n    def cleanup(self):\n        pass',
  ),
  alone:
    'from ansible.plugins.strategy import StrategyBase\n\n\nclass StrategyModule(StrategyBase):\n    pass\n',
  broken: 'import nothing_like_it\n',
};

/** What each of two hosts does while the other one waits in its first task. */
const tasks = `
    - debug: msg="first of {{ inventory_hostname }} {{ lookup('pipe', 'sleep ' ~ seconds) }}"
    - debug: msg="second of {{ inventory_hostname }}"
`;

async function run(strategy: string, environment: Readonly<Record<string, string>> = {}) {
  const play = `- hosts: all\n  gather_facts: false\n  strategy: ${strategy}\n  tasks:${tasks}`;
  writeFileSync(join(directory, 'site.yml'), play);
  const { exit, out, err } = await runInProcess(['-c', 'local', '-i', 'hosts', 'site.yml'], {
    cwd: directory,
    environment,
  });
  const messages = [...out.matchAll(/"msg": "(.*?) *"/g)].map((found) => found[1]);
  return {
    exit,
    messages,
    err: err.replaceAll(/\s+/g, ' '),
    warns: err.includes('Use of strategy plugins not included'),
  };
}

const lockstep = ['first of quick', 'first of slow', 'second of slow', 'second of quick'];
const freely = ['first of quick', 'second of quick', 'first of slow', 'second of slow'];

describe('strategy plug-ins in Python', () => {
  beforeAll(() => {
    const ofCollection = 'collections/ansible_collections/ns/col/plugins/strategy';
    for (const place of ['strategy_plugins', 'elsewhere', ofCollection])
      mkdirSync(join(directory, place), { recursive: true });
    for (const [name, text] of Object.entries(plugins))
      writeFileSync(join(directory, 'strategy_plugins', `${name}.py`), text);
    writeFileSync(join(directory, ofCollection, 'eager.py'), plugins['eager'] ?? '');
    writeFileSync(join(directory, 'elsewhere', 'linear.py'), plugins['eager'] ?? '');
    writeFileSync(join(directory, 'hosts'), 'slow seconds=1\nquick seconds=0\n');
  });

  it.each([
    ['calm', lockstep],
    ['eager', freely],
    ['ns.col.eager', freely],
    ['ansible.legacy.eager', freely],
  ])('%s, which changes nothing, is what it derives from, and deprecated', async (name, order) => {
    const { exit, messages, warns } = await run(name);
    expect({ exit, warns, messages: new Set(messages) }).toEqual({
      exit: 0,
      warns: true,
      messages: new Set(order),
    });
    expect(messages.indexOf('second of quick') < messages.indexOf('first of slow')).toBe(order === freely);
  });

  it('one that is called as an own one comes before it, and not before its full name', async () => {
    const environment = { ANSIBLE_STRATEGY_PLUGINS: join(directory, 'elsewhere') };
    const own = await run('linear', environment);
    expect(own.warns).toBe(true);
    expect(own.messages).toEqual(freely);
    expect(await run('ansible.builtin.linear', environment)).toMatchObject({ warns: false });
    expect(await run('mitogen_linear', environment)).toMatchObject({ exit: 0, warns: false });
  });

  it.each([
    ['changed', 'Strategy changed cannot be used: it replaces cleanup, run of strategy free,'],
    ['alone', 'Strategy alone cannot be used: it derives from none of linear, free, host_pinned and debug,'],
    ['ns.col.absent', 'Invalid play strategy specified: ns.col.absent'],
  ])('%s cannot be used', async (name, message) => {
    const { exit, messages, err, warns } = await run(name);
    expect({ exit, messages, warns }).toEqual({ exit: 1, messages: [], warns: true });
    expect(err).toContain(message);
  });

  it('one that cannot be loaded says why', async () => {
    const { exit, err, warns } = await run('broken');
    expect({ exit, warns }).toEqual({ exit: 1, warns: false });
    expect(err).toContain("Strategy broken could not be loaded: No module named 'nothing_like_it'");
  });
});
