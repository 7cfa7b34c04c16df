import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConnectionEvent } from '../../src/events/connection-event.ts';
import type { Emitted } from '../../src/events/event-stream.ts';
import { localRoute } from '../broker/given-step.ts';
import { localBroker } from '../broker/local-broker.ts';
import { runInProcess } from '../cli/run-in-process.ts';
import { hearAll, spanTree, way } from './heard.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'mitorun-events-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

/** Runs a playbook over the local connection, and gives what it emitted. */
async function eventsOf(tasks: string, options: readonly string[] = []): Promise<readonly Emitted[]> {
  const header = '- hosts: all\n  gather_facts: false\n  tasks:\n';
  writeFileSync(join(directory, 'site.yml'), header + tasks.replaceAll(/^/gm, '    '));
  let heard: readonly Emitted[] = [];
  const python = 'ansible_python_interpreter=/usr/bin/python3';
  await runInProcess(['-i', 'web1,', '-c', 'local', '-e', python, ...options, 'site.yml'], {
    cwd: directory,
    onEvents: (events) => (heard = hearAll(events)),
  });
  return heard;
}

/** The lines below that of a span, without its indent. */
function within(tree: readonly string[], title: string): string[] {
  const at = tree.findIndex((line) => line.trim() === title);
  const indent = /^ */.exec(tree[at] ?? '')?.[0] ?? '';
  const after = tree.slice(at + 1);
  const end = after.findIndex((line) => !line.startsWith(`${indent} `));
  return (end < 0 ? after : after.slice(0, end)).map((line) => line.slice(indent.length + 2));
}

describe('the spans of a run', () => {
  it('go from the run to the request and its reply', async () => {
    const heard = await eventsOf('- name: Say it\n  command: echo hello\n');
    // What an agent writes as it ends may come in time or not.
    const sure = heard.filter(({ kind }) => kind !== 'message' && kind !== 'output');
    expect(spanTree(sure)).toEqual([
      'run',
      '  playbook-start',
      '  play all',
      '    play-start',
      '    task Say it',
      '      task-start',
      '      host web1',
      '        host-start',
      '        item 1',
      '          try 1',
      '            bootstrapping',
      '            connected',
      '            frame',
      '            request run',
      '              request',
      '              reply',
      '        host-result',
      '  stats',
      '  lost',
    ]);
  });

  it('tell the items of a loop and the tries of `until` apart', async () => {
    const heard = await eventsOf(
      '- command: "true"\n  name: Try\n  loop: [a, b]\n  until: item == "a" or it.attempts == 2\n  register: it\n  delay: 0\n',
    );
    expect(within(spanTree(heard), 'host web1').filter((line) => !/request$|reply|frame/.test(line))).toEqual(
      [
        'host-start',
        'item 1',
        '  try 1',
        '    bootstrapping',
        '    connected',
        '    request run',
        '  item-result',
        'item 2',
        '  try 1',
        '    request run',
        '  retry',
        '  try 2',
        '    request run',
        '  item-result',
        'host-result',
      ],
    );
  });

  it('say how far a file is over, within the request that carries it', async () => {
    const target = join(directory, 'large');
    const size = 700_000;
    writeFileSync(join(directory, 'source'), Buffer.alloc(size, 'x'));
    const heard = await eventsOf(`- name: Send it\n  copy: {src: source, dest: "${target}"}\n`);
    expect(readFileSync(target)).toHaveLength(size);
    const sent = heard.filter((event) => event.kind === 'transfer');
    expect(sent.length).toBeGreaterThan(2);
    expect(new Set(sent.map(({ span }) => span)).size).toBe(1);
    expect(way(sent[0]?.span)).toEqual([
      'run',
      'play all',
      'task Send it',
      'host web1',
      'item 1',
      'try 1',
      'request put',
    ]);
    expect(sent.map(({ bytes }) => bytes)).toEqual(sent.map(({ bytes }) => bytes).toSorted((a, b) => a - b));
    expect(sent.at(-1)).toMatchObject({ direction: 'to', bytes: size, size });
  });

  it('say how much of a file has come', async () => {
    writeFileSync(join(directory, 'there'), Buffer.alloc(300_000, 'y'));
    const from = join(directory, 'there');
    const heard = await eventsOf(`- fetch: {src: "${from}", dest: "${directory}/here", flat: true}\n`);
    const come = heard.filter((event) => event.kind === 'transfer');
    expect(come.at(-1)).toMatchObject({ direction: 'from', path: from, bytes: 300_000, size: undefined });
    expect(come.at(-1)?.span).toMatchObject({ kind: 'request', name: 'get' });
  });

  it('name the phase in which a connection fails', async () => {
    const task = '- name: Fail\n  command: "true"\n';
    const noPython = await eventsOf(task, ['-e', 'ansible_python_interpreter=/no/python']);
    expect(within(spanTree(noPython), 'try 1')).toEqual(['bootstrapping', 'connection-failed']);
    expect(noPython.find((event) => event.kind === 'connection-failed')).toMatchObject({
      phase: 'bootstrap',
      where: 'localhost',
      reason: expect.stringContaining('/no/python'),
    });
    const nobodyListens = ['-e', 'ansible_connection=ssh ansible_host=127.0.0.1 ansible_port=1'];
    const noServer = await eventsOf(task, nobodyListens);
    expect(within(spanTree(noServer), 'try 1')).toEqual(['connecting', 'connection-failed']);
    expect(noServer.find((event) => event.kind === 'connection-failed')).toMatchObject({
      phase: 'connect',
      where: '127.0.0.1:1',
      reason: expect.stringContaining('Connection refused'),
    });
  });

  it('have what needs no agent, and the end of a connection, with the task that wants it', async () => {
    const heard = await eventsOf(
      '- name: Say it\n  raw: echo hello\n- name: Go on\n  command: echo hello\n- name: Cut it\n  meta: reset_connection\n',
    );
    const tree = spanTree(heard);
    expect(within(tree, 'task Say it').slice(-4, -1)).toEqual([
      '      request raw',
      '        raw-command',
      '        reply',
    ]);
    expect(heard.find(({ kind }) => kind === 'reply')).toMatchObject({ bytes: 6, where: 'localhost' });
    expect(within(tree, 'task Cut it')).toEqual(['task-start', 'resetting', 'message']);
  });

  it('say of what was under way when an agent went that it has no reply', async () => {
    const heard: ConnectionEvent[] = [];
    const broker = localBroker((event) => heard.push(event));
    const hop = await broker.hop(localRoute());
    await expect(hop.command({ command: 'kill -9 $PPID' })).rejects.toMatchObject({ code: 'CONNECTION' });
    await broker.close();
    const ends = heard.filter(({ kind }) => kind === 'no-reply' || kind === 'lost');
    expect(ends).toMatchObject([
      { kind: 'lost', span: { kind: 'run' } },
      { kind: 'no-reply', phase: 'run', span: { kind: 'request', name: 'command' } },
    ]);
  });

  it('of hosts that share an agent are apart', async () => {
    const heard = await eventsOf('- name: Say it\n  command: echo hello\n', ['-i', 'web2,']);
    const asked = heard.filter((event) => event.kind === 'reply').map(({ span }) => way(span)[3]);
    expect(new Set(asked)).toEqual(new Set(['host web1', 'host web2']));
    const connected = heard.filter((event) => event.kind === 'connected');
    expect(connected).toHaveLength(1);
  });

  it.each([
    ['', 0],
    ['-vvv', 1],
    ['-vvvv', 4],
  ])('become text where somebody reads it: %s', async (option, least) => {
    const heard = await eventsOf('- command: echo hello\n', option === '' ? [] : [option]);
    const texts = heard.filter((event) => event.kind === 'message' && / where=localhost /.test(event.text));
    const made = texts.length;
    expect(made).toBeGreaterThanOrEqual(least);
    if (option !== '-vvvv') expect(made).toBe(least);
    expect(heard.some((event) => event.kind === 'request')).toBe(true);
  });
});
