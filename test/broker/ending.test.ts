import { spawn, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { localRoute } from './given-step.ts';
import { localBroker, manifestOf, parameters } from './local-broker.ts';
import { need } from '../needs.ts';

/** Commands of this machine's processes that hold `text`, without this test's own. */
function processesWith(text: string): string[] {
  need('/usr/bin/ps');
  return execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(text) && !line.includes('controller.ts'));
}

/** Agents by their first stage's argument. */
function agents(): string[] {
  return processesWith('MITORUN1').map((line) => line.trim().split(' ')[0] ?? '');
}

describe('however a run ends, nothing of it stays', () => {
  let pid: number | undefined;
  afterEach(() => {
    if (pid !== undefined) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended, as it should.
      }
    }
  });

  test.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)('%s', async (signal) => {
    const marker = `61.${process.pid}${signal.length}${signal.charCodeAt(3)}`;
    const before = agents();
    const controller = spawn('npx', ['tsx', fileURLToPath(import.meta.resolve('./controller.ts')), marker], {
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    });
    pid = controller.pid;
    const directory = await new Promise<string>((resolve) => {
      controller.stdout.once('data', (data: Buffer) => resolve(data.toString().trim()));
    });
    expect(existsSync(directory)).toBe(true);
    await expect
      .poll(() => processesWith(`sleep ${marker}`).length, { timeout: 20_000 })
      .toBeGreaterThanOrEqual(3);
    // The whole group: npx and tsx are processes of their own.
    process.kill(-(pid ?? 0), signal);
    await expect.poll(() => processesWith(`sleep ${marker}`), { timeout: 20_000 }).toEqual([]);
    await expect.poll(() => existsSync(dirname(directory)), { timeout: 20_000 }).toBe(false);
    await expect
      .poll(() => agents().filter((agent) => !before.includes(agent)), { timeout: 20_000 })
      .toEqual([]);
  });

  test('close, with a step that is still running', async () => {
    const marker = `62.${process.pid}`;
    const broker = localBroker();
    const hop = await broker.hop(localRoute());
    const run = {
      manifest: manifestOf('command'),
      parameters: parameters({ _raw_params: `sleep ${marker}` }),
    };
    const running = hop.runModule({ ...run, isolation: 'in-process' }).catch((error: unknown) => error);
    await expect.poll(() => processesWith(`sleep ${marker}`).length).toBe(1);
    await broker.close();
    expect(await running).toMatchObject({ code: 'CONNECTION' });
    expect(processesWith(`sleep ${marker}`)).toEqual([]);
  });
});

describe('a hop whose agent dies', () => {
  test('fails what was running with the phase and is made anew', async () => {
    const broker = localBroker();
    const hop = await broker.hop(localRoute());
    const running = hop.command({ command: 'kill -9 $PPID; sleep 5' });
    await expect(running).rejects.toMatchObject({
      code: 'CONNECTION',
      message: expect.stringMatching(/connection was lost: .*SIGKILL.* \(localhost, phase run, after \d/),
    });
    const again = await broker.hop(localRoute());
    expect((await again.command({ command: 'echo back' })).stdout.toString()).toBe('back\n');
    await broker.close();
  });

  test('keeps daemons that an earlier step started', async () => {
    const marker = `63.${process.pid}`;
    const broker = localBroker();
    const hop = await broker.hop(localRoute());
    const parametersOf = (line: string) => parameters({ _raw_params: line, _uses_shell: true });
    const manifest = manifestOf('command');
    const start = parametersOf(`(sleep ${marker} >/dev/null 2>&1 &)`);
    await hop.runModule({ manifest, parameters: start, isolation: 'in-process' });
    const stuck = hop.runModule({
      manifest,
      parameters: parametersOf('sleep 30'),
      isolation: 'in-process',
      timeout: 200,
    });
    await expect(stuck).rejects.toMatchObject({ code: 'TIMEOUT' });
    expect(processesWith(`sleep ${marker}`)).toHaveLength(1);
    await hop.command({ command: `kill $(pgrep -f 'sleep ${marker}' | head -1)` });
    await broker.close();
  });
});

describe('when the run is over', () => {
  test('an agent that was still being started ends, and none is started any more', async () => {
    const broker = localBroker();
    const opening = broker.hop(localRoute()).then(
      () => 'connected',
      (error: unknown) => String(error),
    );
    await broker.close();
    expect(await opening).not.toBe('connected');
    await expect(broker.hop(localRoute())).rejects.toThrow('Interrupted');
  });
});
