import { createHash, randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConnectionEvent } from '../../src/events/connection-event.ts';
import { createBroker } from '../../src/broker/broker.ts';
import { localCarrier } from '../../src/broker/carriers/local.ts';
import { bootstrapPayload } from '../../src/broker/agent/bootstrap-payload.ts';
import { frameKind } from '../../src/broker/agent/frames.ts';
import type { Broker, Hop } from '../../src/broker/hop.ts';
import { InterpreterFailure } from '../../src/broker/interpreter-failure.ts';
import type { Route } from '../../src/broker/route/route.ts';
import { localRoute } from './given-step.ts';
import { agentOf, bytesOf, localBroker, manifestOf, parameters, pythons, resultOf } from './local-broker.ts';

let broker: Broker;
let hop: Hop;
let directory: string;
const events: ConnectionEvent[] = [];
beforeAll(async () => {
  broker = localBroker((event) => events.push(event));
  hop = await broker.hop(localRoute());
  directory = mkdtempSync(join(tmpdir(), 'broker-test-'));
});
afterAll(async () => {
  await broker.close();
  rmSync(directory, { recursive: true });
});

describe('the agent', () => {
  test('is under 20 kB as it travels', () => {
    expect(bootstrapPayload().length).toBeLessThan(20_000);
  });

  test('knows frames by the same numbers', () => {
    const wire = readFileSync(join(import.meta.dirname, '../../bootstrap/wire.py'), 'utf8');
    const assigned = [...wire.matchAll(/^([A-Z_, ]+) = ([\d, ]+|range\(16, 27\))$/gmu)].flatMap(
      ([, names, values]) => {
        const numbers =
          values?.startsWith('range') === true
            ? Array.from({ length: 11 }, (_, index) => 16 + index)
            : values?.split(', ').map(Number);
        return (names ?? '').split(', ').map((name, index) => [name.toLowerCase(), numbers?.[index]]);
      },
    );
    const python = new Map(assigned.map(([name, number]) => [String(name).replaceAll('_', ''), number]));
    for (const [name, number] of Object.entries(frameKind))
      expect(python.get(name.toLowerCase()), name).toBe(number);
  });

  test('sends a module once, and a second run costs less than 1.5 KB', async () => {
    const run = {
      manifest: manifestOf('stat'),
      parameters: parameters({ path: '/nothing' }),
      isolation: 'in-process',
    } as const;
    await hop.runModule(run);
    events.length = 0;
    const outcome = await hop.runModule(run);
    const sent = events.filter((event) => event.kind === 'request' || event.kind === 'frame');
    expect(sent).toHaveLength(1);
    expect(sent.reduce((sum, event) => sum + event.bytes, 0) + outcome.stdout.length).toBeLessThan(1500);
  });

  test('is one process for equal paths', async () => {
    const [first, second] = await Promise.all([broker.hop(localRoute()), broker.hop(localRoute())]);
    expect(await agentOf(first)).toBe(await agentOf(second));
  });

  test('finds the first candidate that exists', async () => {
    const found = await broker.hop({
      carrier: {
        kind: 'local',
        options: {},
        python: { discover: 'auto', candidates: ['python9.9', '/no/python', '/usr/bin/python3', 'python3'] },
      },
      steps: [],
    });
    expect(found.target).toMatchObject({ pythonExecutable: '/usr/bin/python3', discovery: 'found' });
  });

  test('is not there without Python, and says so as Ansible does', async () => {
    const failure: unknown = await broker.hop(localRoute('/no/such/python')).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(InterpreterFailure);
    expect(failure).toMatchObject({
      message: "The module interpreter '/no/such/python' was not found.",
      rc: 127,
      stderr: '/bin/sh: 1: /no/such/python: not found\n',
    });
  });
});

describe('a login', () => {
  /** A machine whose login shell runs `before` first. */
  const machine = (before: string, agentTimeouts = {}) => {
    const carrier = {
      open: async () => {
        const connection = await localCarrier.open({});
        return {
          lost: connection.lost,
          close: () => connection.close(),
          descriptors: connection.descriptors,
          descriptorsPerChannel: connection.descriptorsPerChannel,
          execute: (command: string) => connection.execute(`${before}\n${command}`),
        };
      },
    };
    const open = () => Promise.resolve(carrier);
    return createBroker({ agentTimeouts, carriers: { local: open, ssh: open } });
  };
  const login = (): Route => ({
    carrier: {
      kind: 'ssh',
      options: {
        host: 'machine',
        port: undefined,
        user: undefined,
        password: undefined,
        privateKeyFile: undefined,
        arguments: [],
        hostKeyChecking: true,
        timeout: 10_000,
      },
      python: { interpreter: '/usr/bin/python3' },
    },
    steps: [],
  });

  test('may print whatever it wants', async () => {
    const chatty = machine('echo Welcome; echo trouble >&2; printf "no line end"');
    const reached = await chatty.hop(localRoute());
    expect((await reached.command({ command: 'echo fine' })).stdout.toString()).toBe('fine\n');
    await chatty.close();
  });

  test('that never gets to Python fails with its phase and what it said', async () => {
    const stuck = machine('echo last words; sleep 30', { bootstrap: 2000 });
    await expect(stuck.hop(localRoute())).rejects.toMatchObject({
      code: 'CONNECTION',
      message: expect.stringMatching(
        /^Timeout \(2s\) waiting for Python to start \(localhost, phase bootstrap, after [\d.]+ s\)\. Last output:\nlast words$/,
      ),
    });
    await stuck.close();
  });

  test('that refuses fails with its words', async () => {
    const refusing = machine('echo This account is currently not available.; exit 1');
    await expect(refusing.hop(login())).rejects.toThrow(
      /exit code 1 \(.*phase bootstrap.*This account is currently/s,
    );
    await refusing.close();
  });

  test('there is none on this machine: what ends before Python speaks is no Python (item 21b)', async () => {
    const failure: unknown = await broker.hop(localRoute('/bin/false')).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(InterpreterFailure);
    expect(failure).toMatchObject({ rc: 1, stdout: '', stderr: '' });
  });
});

describe('commands', () => {
  test('give exit code, output and errors as bytes', async () => {
    const outcome = await hop.command({
      command: 'cat; printf "\\377" >&2; pwd; echo $V; exit 3',
      stdin: Buffer.from('in\n'),
      cwd: '/',
      environment: { V: 'ü' },
    });
    expect(outcome).toEqual({ rc: 3, stdout: Buffer.from('in\n/\nü\n'), stderr: Buffer.from([255]) });
  });

  test('take and give much more than a pipe holds', async () => {
    const stdin = randomBytes(3_000_000);
    const outcome = await hop.command({ command: 'cat', stdin });
    expect(outcome.stdout.equals(stdin)).toBe(true);
  });

  test('that leave a process behind do not wait for it', async () => {
    const marker = `300.${process.pid}2`;
    const { stdout } = await hop.command({ command: `sleep ${marker} & echo $!` });
    // It still sleeps, so nobody waited for it.
    process.kill(Number(stdout.toString()));
  });

  test('end at their time limit, with their children', async () => {
    const marker = `30.${process.pid}1`;
    const failure = hop.command({
      command: `echo last words; sleep ${marker} & sleep ${marker}; wait`,
      timeout: 2000,
    });
    await expect(failure).rejects.toMatchObject({
      code: 'TIMEOUT',
      message: expect.stringContaining('last words'),
    });
    expect(
      (await hop.command({ command: `pgrep -f 'sleep ${marker}' || true` })).stdout
        .toString()
        .trim()
        .split('\n').length,
    ).toBeLessThan(2);
  });

  test('end when they are aborted', async () => {
    const abort = new AbortController();
    const running = hop.command({ command: 'sleep 30', signal: abort.signal });
    setTimeout(() => abort.abort(), 100);
    await expect(running).rejects.toMatchObject({ code: 'INTERRUPTED' });
  });

  test('run side by side', async () => {
    await Promise.all(meeting('commands', 5).map((command) => hop.command({ command })));
  });

  test('cannot reach the protocol', async () => {
    const { stdout } = await hop.command({
      command: 'for f in /proc/self/fd/*; do readlink $f; done | wc -l',
    });
    expect(Number(stdout.toString())).toBeLessThanOrEqual(4);
  });
});

/** As many commands, none of which ends before all have begun. */
function meeting(name: string, count: number): string[] {
  const place = join(directory, name);
  mkdirSync(place);
  return Array.from(
    { length: count },
    (_, index) =>
      `touch ${place}/${index}; until [ "$(ls ${place} | wc -l)" = ${count} ]; do sleep 0.05; done`,
  );
}

describe('modules', () => {
  const command = manifestOf('command');
  const run = (line: string, options: object = {}) =>
    hop.runModule({
      manifest: command,
      parameters: parameters({ _raw_params: line, _uses_shell: true }),
      isolation: 'in-process',
      ...options,
    });

  test('of one hop run side by side even when they may run in process', async () => {
    await Promise.all(meeting('modules', 4).map((line) => run(line)));
  });

  test('end at their time limit; the next one runs', async () => {
    await expect(run('sleep 30', { timeout: 300 })).rejects.toMatchObject({ code: 'TIMEOUT' });
    expect(resultOf(await run('echo fine'))).toMatchObject({ stdout: 'fine' });
  });

  test('of a chain run in their order and stop at the first failure', async () => {
    const file = join(directory, 'chain');
    const chain = { name: 'loop', stopOnFailure: true };
    const lines = ['sleep 0.2; echo 1', 'echo 2', 'false', 'echo 4'].map((line) => `${line} >> ${file}`);
    const outcomes = await Promise.all(lines.map((line) => run(line, { chain })));
    expect(readFileSync(file, 'utf8')).toBe('1\n2\n');
    expect(outcomes.map((outcome) => outcome.skipped ?? false)).toEqual([false, false, false, true]);
    expect((await run('true', { chain })).skipped).toBe(true);
  });

  test('that run on in the background keep a job file', async () => {
    const jobs = join(directory, 'async');
    const start = (jobId: string, line: string, seconds: number) =>
      run(line, { async: { jobId, seconds, directory: jobs } });
    const flag = join(directory, 'flag');
    // That this returns at all shows that nobody waits for the job, which ends when there is a flag.
    const started = resultOf(await start('j1.1', `until [ -e ${flag} ]; do sleep 0.05; done; echo done`, 60));
    expect(started).toMatchObject({
      started: 1,
      finished: 0,
      ansible_job_id: 'j1.1',
      results_file: join(jobs, 'j1.1'),
    });
    await start('j2.2', 'sleep 30', 1);
    const status = async (jid: string) =>
      resultOf(
        await hop.runModule({
          manifest: manifestOf('async_status'),
          parameters: parameters({ jid, mode: 'status', _async_dir: jobs }),
          isolation: 'fork',
        }),
      );
    expect(await status('j1.1')).toMatchObject({ started: 1, finished: 0 });
    writeFileSync(flag, '');
    await expect
      .poll(() => status('j1.1'), { timeout: 30_000 })
      .toMatchObject({ finished: 1, stdout: 'done' });
    await expect
      .poll(() => status('j2.2'), { timeout: 30_000 })
      .toMatchObject({ failed: true, msg: 'Timeout exceeded' });
  });
});

test('many steps leave neither zombies nor descriptors', async () => {
  const own = localBroker();
  const owned = await own.hop(localRoute());
  const count = 'ls /proc/$PPID/fd | wc -l; ps -o stat= --ppid $PPID | grep -c Z || true';
  const run = { manifest: manifestOf('command'), parameters: parameters({ _raw_params: 'true' }) };
  await owned.runModule({ ...run, isolation: 'in-process' });
  const before = (await owned.command({ command: count })).stdout.toString();
  for (let round = 0; round < 20; round++) {
    await Promise.all([
      owned.runModule({ ...run, isolation: 'in-process' }),
      owned.runModule({ ...run, isolation: 'fork' }),
      owned.command({ command: 'cat', stdin: Buffer.from('x') }),
    ]);
  }
  expect((await owned.command({ command: count })).stdout.toString()).toBe(before);
  await own.close();
});

test('a background job outlives the run', async () => {
  const own = localBroker();
  const owned = await own.hop(localRoute());
  const file = join(directory, 'outlived');
  await owned.runModule({
    manifest: manifestOf('command'),
    parameters: parameters({
      _raw_params: `until [ -e ${file}.flag ]; do sleep 0.05; done; touch ${file}`,
      _uses_shell: true,
    }),
    isolation: 'in-process',
    async: { jobId: 'j3.3', seconds: 60, directory: join(directory, 'async') },
  });
  await own.close();
  writeFileSync(`${file}.flag`, '');
  await expect.poll(() => existsSync(file), { timeout: 20_000 }).toBe(true);
});

describe('files', () => {
  test('go with the request when they are small', async () => {
    const path = join(directory, 'small');
    await hop.putFile({ data: Buffer.from('text') }, path, { mode: 0o640 });
    expect(readFileSync(path, 'utf8')).toBe('text');
    expect(statSync(path).mode & 0o7777).toBe(0o640);
    expect(await bytesOf(hop, path)).toEqual(Buffer.from('text'));
  });

  test('stream when they are large, and leave nothing beside them', async () => {
    const data = randomBytes(5_000_001);
    const source = join(directory, 'source');
    writeFileSync(source, data);
    const target = join(directory, 'in', 'large');
    mkdirSync(join(directory, 'in'));
    await hop.putFile({ localPath: source }, target);
    expect(createHash('sha1').update(readFileSync(target)).digest('hex')).toBe(
      createHash('sha1').update(data).digest('hex'),
    );
    expect(readdirSync(join(directory, 'in'))).toEqual(['large']);
    expect((await bytesOf(hop, target)).equals(data)).toBe(true);
  });

  test.each([
    ['a directory that is not there', () => join(directory, 'none', 'file'), /No such file or directory/],
    ['a directory', () => directory, /Is a directory/],
  ])('do not go to %s', async (_, path, message) => {
    for (const size of [10, 3_000_000]) {
      await expect(hop.putFile({ data: Buffer.alloc(size) }, path())).rejects.toThrow(message);
    }
  });

  test('that are not there cannot be read', async () => {
    await expect(bytesOf(hop, '/no/such/file')).rejects.toMatchObject({
      code: 'ACTION',
      message: 'No such file or directory: /no/such/file',
    });
    await expect(bytesOf(hop, '/')).rejects.toMatchObject({ message: 'Is a directory: /' });
  });

  test('in temporary directories go with the hop', async () => {
    const own = localBroker();
    const owned = await own.hop(localRoute());
    const made = await owned.temporaryDirectory();
    expect(statSync(made).mode & 0o7777).toBe(0o700);
    await owned.putFile({ data: Buffer.from('x') }, join(made, 'x'));
    await owned.remove(join(made, 'x'));
    expect(readdirSync(made)).toEqual([]);
    await own.close();
    expect(existsSync(join(made, '..'))).toBe(false);
  });
});

test('raw needs no Python', async () => {
  const outcome = await broker.raw(localRoute('/no/such/python'), 'echo $0; echo err >&2; exit 4');
  expect(outcome).toEqual({ rc: 4, stdout: Buffer.from('/bin/sh\n'), stderr: Buffer.from('err\n') });
  const bash = await broker.raw(localRoute(), "echo $BASH_VERSION 'a b'", { executable: '/bin/bash' });
  expect(bash.stdout.toString()).toMatch(/^5.* a b\n$/);
});

for (const { version, executable } of pythons)
  test.skipIf(!existsSync(executable))(`Python ${version}: files and commands`, async () => {
    const other = await broker.hop(localRoute(executable));
    const path = join(directory, `ü-${other.target.pythonVersion.join('.')}`);
    const data = randomBytes(300_000);
    await other.putFile({ data }, path);
    expect((await bytesOf(other, path)).equals(data)).toBe(true);
    expect((await other.command({ command: `ls ${path}` })).stdout.toString()).toBe(`${path}\n`);
    await other.remove(path);
    expect(existsSync(path)).toBe(false);
  });
