import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Broker } from '../../src/broker/hop.ts';
import { localRoute } from './given-step.ts';
import { localBroker } from './local-broker.ts';

let broker: Broker;
const directory = mkdtempSync(join(tmpdir(), 'interpreters-'));
beforeAll(() => {
  for (const name of ['with space', "with'quote", 'with"quotes"', 'with $dollar']) {
    mkdirSync(join(directory, name));
    symlinkSync('/usr/bin/python3', join(directory, name, 'python3'));
  }
  broker = localBroker();
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await broker.close();
  rmSync(directory, { recursive: true });
});

describe('an interpreter starts by its name, whatever is in it (item 15)', () => {
  test.each(['with space', "with'quote", 'with"quotes"', 'with $dollar'])('%s', async (name) => {
    const interpreter = join(directory, name, 'python3');
    const { target } = await broker.hop(localRoute(interpreter));
    expect(target.pythonExecutable).toBe(interpreter);
  });
});

describe('an interpreter that a shell makes of several words starts as before ansible-core 2.19 (item 15)', () => {
  test.each([
    '/usr/bin/env python3',
    '/usr/bin/python3 -E',
    'nice -n 1 /usr/bin/python3',
    '"/usr/bin/python3"',
    `'${join(directory, 'with space/python3')}' -B`,
    `${join(directory, 'with')}\\ space/python3`,
    '$PYTHON_OF_TEST',
    '$(command -v python3)',
    '~/python3',
  ])('%s', async (interpreter) => {
    vi.stubEnv('PYTHON_OF_TEST', '/usr/bin/python3');
    vi.stubEnv('HOME', join(directory, 'with space'));
    const { target } = await broker.hop(localRoute(interpreter));
    expect(target.pythonVersion[0]).toBe(3);
  });
});

describe('an interpreter that is not there is named whole (item 15)', () => {
  test.each([
    ['/nowhere/my python', "'/nowhere/my python'"],
    ["'/nowhere/python'", `"'/nowhere/python'"`],
    ['/nowhere/python -E', "'/nowhere/python -E'"],
    ["/usr/bin/python3 'x", `"/usr/bin/python3 'x"`],
    ['true; /usr/bin/python3', "'true; /usr/bin/python3'"],
    ['/usr/bin/env\npython3', "'/usr/bin/env\\npython3'"],
    ['~/no python', "'~/no python'"],
  ])('%s', async (interpreter, shown) => {
    await expect(broker.hop(localRoute(interpreter))).rejects.toThrow(
      `The module interpreter ${shown} was not found.`,
    );
  });
});

describe("a target's home (item 15)", () => {
  test('is what passwd says, as `~` of a remote path is for Ansible, whatever HOME says', async () => {
    vi.stubEnv('HOME', '/somewhere');
    const { target } = await broker.hop(localRoute('/usr/bin/python3 -s'));
    expect(target.home).toBe(userInfo().homedir);
  });
});
