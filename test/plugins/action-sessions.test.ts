import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ActionSessions } from '../../src/plugins/action-sessions.ts';

const { signal } = new AbortController();
const root = mkdtempSync(join(tmpdir(), 'sessions-'));
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true, force: true });
});

/** Opens a session with somebody who comes to the address as a forked process does; gives the address. */
async function addressIn(temporary: string): Promise<string> {
  vi.stubEnv('TMPDIR', temporary);
  const sessions = new ActionSessions();
  let used = '';
  const session = await sessions.open((address, token) => {
    used = address;
    const socket = connect(address);
    socket.on('error', () => undefined);
    socket.write(`{"token": "${token}"}\n`);
    return 0;
  }, signal);
  session.close();
  sessions.close();
  return used;
}

describe('the socket of Python actions with any TMPDIR (item 15)', () => {
  test('lies in TMPDIR', async () => {
    expect(dirname(dirname(await addressIn('/dev/shm')))).toBe('/dev/shm');
  });

  test.each([
    ['too long for the name of a socket', join(root, 'a'.repeat(120))],
    ['not there', join(root, 'missing')],
  ])('lies elsewhere where TMPDIR is %s', async (_what, temporary) => {
    const address = await addressIn(temporary);
    expect(address.length).toBeLessThanOrEqual(103);
    expect(address.startsWith(temporary)).toBe(false);
  });

  test('is not waited at for a process that was not started', async () => {
    const sessions = new ActionSessions();
    const opening = sessions.open(() => {
      throw new Error('no process');
    }, signal);
    await expect(opening).rejects.toThrow('no process');
    sessions.close();
  });
});
