import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { terminalOf } from '../../src/cli/terminal.ts';
import type { ProcessEdge } from '../../src/cli/process-edge.ts';

function keyboard() {
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  const terminal = terminalOf({ stdin, stdout: new PassThrough() } as Partial<ProcessEdge> as ProcessEdge);
  if (!terminal) throw new Error('a terminal was given');
  return { type: (keys: string) => stdin.write(keys), end: () => stdin.end(), terminal };
}

const { signal } = new AbortController();

describe('a key at the terminal', () => {
  it('is waited for among others, capital or not', async () => {
    const { type, terminal } = keyboard();
    const pressed = terminal.key(['a', 'c'], { signal });
    type('x\r');
    type('C');
    expect(await pressed).toBe('c');
  });

  it('leaves what was typed behind it', async () => {
    const { type, terminal } = keyboard();
    const first = terminal.key(['\x03'], { signal });
    type('\x03A');
    expect(await first).toBe('\x03');
    expect(await terminal.key(['a', 'c'], { signal })).toBe('a');
  });

  it('is none when the time is over', async () => {
    expect(await keyboard().terminal.key(['a'], { signal, timeout: 1 })).toBeUndefined();
  });

  it('is waited for until the run is interrupted', async () => {
    const stop = new AbortController();
    const pressed = keyboard().terminal.key(['a'], { signal: stop.signal });
    stop.abort(new Error('stopped'));
    await expect(pressed).rejects.toThrow('stopped');
    await expect(keyboard().terminal.key(['a'], { signal: stop.signal })).rejects.toThrow('stopped');
  });

  it('is none where the input has ended', async () => {
    const { end, terminal } = keyboard();
    const pressed = terminal.key(['a'], { signal });
    end();
    expect(await pressed).toBeUndefined();
  });
});
