import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Broker, Hop } from '../../src/broker/hop.ts';
import type { PythonChoice, Route, RouteStep } from '../../src/broker/route/route.ts';
import { steps } from '../../src/broker/steps/index.ts';
import type { Step } from '../../src/broker/steps/step.ts';
import type { dzdo as declaredDzdo } from '../../src/config/connection-options/dzdo.ts';
import type { OptionsOf, PluginDeclaration } from '../../src/config/connection-options/plugin-option.ts';
import { localRoute, systemPython } from './given-step.ts';
import { agentOf, localBroker, manifestOf, parameters, resultOf } from './local-broker.ts';

/**
 * What adds a kind: its declaration, its step, and its line in the table. Here they are of the test alone, which proves
 * that nothing else names the kinds there are.
 */

/** A container of sorts, as `config/connection-options/jail.ts` would declare it: a machine is what is in its environment. */
const declaredJail = {
  collection: 'test.kinds',
  options: {
    remote_addr: {
      type: 'string',
      default: null,
      variables: ['ansible_host'],
      keywords: [],
      cli: [],
      env: [],
      ini: [],
      description: 'the name of the jail',
    },
  },
} as const satisfies PluginDeclaration;

/** As `broker/steps/jail.ts` would be. */
const jail = {
  machine: ({ remote_addr }) => `jail ${remote_addr ?? ''}`,
  wrap: ({ remote_addr }, command) => ['env', `JAIL=${remote_addr ?? ''}`, ...command],
  prompts: () => [],
  wrong: undefined,
  missing: undefined,
  forbidden: undefined,
} as const satisfies Step<OptionsOf<typeof declaredJail>>;

/** A become method whose options are declared already. */
const dzdo = {
  wrap: ({ become_exe, become_user }, command) => [become_exe ?? 'dzdo', become_user ?? '', ...command],
  prompts: ({ become_pass }) => [
    { pattern: 'say the word:', answer: become_pass },
    { pattern: 'your number\\?', answer: '7' },
  ],
  wrong: 'not the word',
  missing: undefined,
  forbidden: undefined,
} as const satisfies Step<OptionsOf<typeof declaredDzdo>>;

/** Asks for a number on its terminal, as sudo does, then for a word, and runs the rest of its words. */
const asking = `#!/bin/sh
printf 'your number? ' > /dev/tty
read -r number < /dev/tty
printf 'say the word:'
read -r word
[ "$number $word" = '7 please' ] || { echo 'not the word' >&2; exit 1; }
shift
exec "$@"
`;

const seeking: PythonChoice = { discover: 'auto', candidates: ['/nowhere/python', '/usr/bin/python3'] };

function toJail(name: string): RouteStep {
  return { kind: 'jail', options: { remote_addr: name }, python: seeking } as unknown as RouteStep;
}

async function jailOf(hop: Hop): Promise<string> {
  return (await hop.command({ command: 'echo "$JAIL"' })).stdout.toString().trim();
}

let broker: Broker;
beforeAll(() => void Object.assign(steps, { jail, dzdo }));
afterAll(() => {
  for (const kind of ['jail', 'dzdo']) Reflect.deleteProperty(steps, kind);
});
beforeEach(() => {
  broker = localBroker();
});
afterEach(() => broker.close());

describe('a container connection (item 1)', () => {
  const login = localRoute();
  const outer: Route = { ...login, steps: [toJail('a')] };
  const inner: Route = { ...login, steps: [toJail('a'), toJail('b')] };

  test('is a step like any other, of the same kind twice too', async () => {
    const hops = await Promise.all([login, outer, inner].map((route) => broker.hop(route)));
    expect(await Promise.all(hops.map(jailOf))).toEqual(['', 'a', 'b']);
    const run = { manifest: manifestOf('command'), isolation: 'in-process' } as const;
    const outcome = await hops[2]?.runModule({ ...run, parameters: parameters({ _raw_params: 'env' }) });
    expect(resultOf(outcome ?? { stdout: '' })['stdout']).toContain('JAIL=b');
  });

  test('seeks its Python where it leads', async () => {
    const facts = (await broker.hop(outer)).target;
    expect(facts).toMatchObject({ pythonExecutable: '/usr/bin/python3', discovery: 'found' });
    expect((await broker.hop(login)).target.discovery).toBe('given');
  });

  test('is gone through by raw commands', async () => {
    const { stdout } = await broker.raw(inner, 'echo "$JAIL"');
    expect(stdout.toString()).toBe('b\n');
  });

  test('is reset with what lies behind it, and with nothing else', async () => {
    const agents = async () => {
      const hops = await Promise.all([login, outer, inner].map((route) => broker.hop(route)));
      return Promise.all(hops.map(agentOf));
    };
    const before = await agents();
    await broker.reset(inner);
    const innerReset = await agents();
    expect(innerReset.slice(0, 2)).toEqual(before.slice(0, 2));
    expect(innerReset[2]).not.toBe(before[2]);
    await broker.reset(outer);
    const outerReset = await agents();
    expect(outerReset[0]).toBe(before[0]);
    expect(outerReset[1]).not.toBe(before[1]);
    expect(outerReset[2]).not.toBe(innerReset[2]);
  });

  test('is not left by who leaves an account of it, as its own account is nobody’s change', async () => {
    const hop = await broker.hop(outer);
    const before = await agentOf(hop);
    await broker.leave(outer, hop.target.user);
    await broker.leave(login, hop.target.user);
    expect(await agentOf(await broker.hop(outer))).toBe(before);
  });

  test('is named in what goes wrong there', async () => {
    const hop = await broker.hop(inner);
    await expect(hop.command({ command: 'sleep 5', timeout: 100 })).rejects.toThrow(
      '(jail b on jail a on localhost, phase run)',
    );
  });
});

describe('a become method (item 1)', () => {
  let directory = '';
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'mitorun-kind-'));
    writeFileSync(join(directory, 'dzdo'), asking);
    chmodSync(join(directory, 'dzdo'), 0o755);
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  const route = (password: string | undefined): Route => {
    const options = { become_user: 'x', become_exe: join(directory, 'dzdo'), become_pass: password };
    const step = { kind: 'dzdo', options, python: systemPython } as unknown as RouteStep;
    return { ...localRoute(), steps: [step] };
  };

  test('asks its own questions and is told its own answers', async () => {
    const hop = await broker.hop(route('please'));
    expect((await hop.command({ command: 'echo there' })).stdout.toString()).toBe('there\n');
    await expect(broker.hop(route('now'))).rejects.toThrow('Incorrect dzdo password');
    await expect(broker.hop(route(undefined))).rejects.toThrow('Missing dzdo password');
  });
});
