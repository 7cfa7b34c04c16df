import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { askSecret } from '../../src/cli/ask-secret.ts';
import type { OpenTerminal, ProcessEdge } from '../../src/cli/process-edge.ts';

function edgeWith(
  input: string,
  terminal?: () => OpenTerminal,
): ProcessEdge & { readonly shown: () => string } {
  const stdin = new PassThrough();
  stdin.end(input);
  const stderr = new PassThrough();
  return {
    program: 'mitorun',
    executable: 'mitorun',
    launcher: 'mitorun',
    argv: [],
    environment: {},
    cwd: '/',
    home: '/',
    stdin,
    stdout: new PassThrough(),
    stderr,
    onSignal: () => () => undefined,
    shown: () => String(stderr.read() ?? ''),
    ...(terminal && { openTerminal: terminal }),
  };
}

describe('without a terminal a secret', () => {
  test('is the next line of stdin, one for each question, after a warning', async () => {
    const edge = edgeWith('first\nsecond one\nlast');
    expect(await askSecret(edge, 'A: ')).toBe('first');
    expect(edge.shown()).toBe('Warning: Password input may be echoed.\nA: \n');
    expect(await askSecret(edge, 'B: ')).toBe('second one');
    expect(await askSecret(edge, 'C: ')).toBe('last');
    expect(await askSecret(edge, 'D: ')).toBeUndefined();
  });
});

test('a secret is asked for on the terminal of the process where stdin is none, and stdin left alone', async () => {
  const input = new PassThrough();
  const output = new PassThrough();
  let closed = false;
  const edge = edgeWith('not this\n', () => ({ input, output, close: () => void (closed = true) }));
  const asked = askSecret(edge, 'SSH password: ');
  input.write('typed\n');
  expect(await asked).toBe('typed');
  expect(String(output.read())).toBe('SSH password: \n');
  expect(closed).toBe(true);
  expect(String(edge.stdin.read())).toBe('not this\n');
});
