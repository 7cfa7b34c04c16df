import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runRaw } from '../../../src/broker/raw-command.ts';
import { localCarrier } from '../../../src/broker/carriers/local.ts';
import { become, localRoute } from '../given-step.ts';

/**
 * In place of sudo and su: writes on both streams, asks for a password ASK times with the prompt that it was given or su's own,
 * and runs the command if END is not set. What ansible-core 2.19.11 made of it was seen and is expected here.
 */
const program = `#!/bin/bash
echo out noise
echo err noise >&2
prompt='Password: '
args=("$@")
for i in "\${!args[@]}"; do
  [ "\${args[$i]}" = -p ] && prompt="\${args[$((i + 1))]}"
  [ "\${args[$i]}" = -c ] && command="\${args[$((i + 1))]}"
done
for _ in $(seq 1 "\${ASK:-0}"); do
  printf '%s' "$prompt" >&2
  read -r password
  printf '\\nread %s\\n' "$password" >&2
done
sleep "\${SLEEP:-0}"
[ -n "\${END:-}" ] && exit 4
eval "$command"
`;

describe('a plain command behind a become program on this machine', () => {
  const directory = mkdtempSync(join(tmpdir(), 'mitorun-preamble-'));
  const file = join(directory, 'program');
  beforeAll(() => writeFileSync(file, program, { mode: 0o755 }));
  afterAll(() => rmSync(directory, { recursive: true }));

  async function run(
    method: 'sudo' | 'su',
    environment: string,
    { password, keepsPreamble = false }: { password?: string; keepsPreamble?: boolean } = {},
  ) {
    const step = become('daemon', {
      kind: method,
      become_exe: `${environment} ${file}`,
      become_pass: password,
      patience: environment.includes('SLEEP') ? 300 : 5000,
    });
    const connection = await localCarrier.open({});
    const options = { keepsPreamble, becomeTimeout: 5000 };
    const { rc, stdout, stderr } = await runRaw(
      connection,
      localRoute('python3', step),
      'echo hi; echo err >&2; exit 3',
      options,
    );
    const shown = (text: Buffer) =>
      text
        .toString()
        .replace(/key=\w+/u, 'key=K')
        .replace(/SUCCESS-\w+/u, 'SUCCESS-X');
    return { rc, stdout: shown(stdout), stderr: shown(stderr) };
  }
  const message = async (...given: Parameters<typeof run>): Promise<string> => {
    const error: unknown = await run(...given).catch((caught: unknown) => caught);
    return error instanceof Error ? error.message.replaceAll(/key=\w+/gu, 'key=K') : 'no error';
  };

  test.each([
    ['sudo', 'after an answered prompt', 'ASK=1', 'secret', 'read secret\nerr\n'],
    ['su', 'after an answered prompt', 'ASK=1', 'secret', 'read secret\nerr\n'],
    ['sudo', 'where nobody asked', 'ASK=0', 'secret', 'err noise\nerr\n'],
    ['sudo', 'without a password', 'ASK=0', undefined, 'err noise\nerr\n'],
  ] as const)('%s %s: what came ahead is left out', async (method, _when, environment, password, stderr) => {
    const given = password === undefined ? {} : { password };
    expect(await run(method, environment, given)).toEqual({ rc: 3, stdout: 'hi\n', stderr });
  });

  test.each([
    ['sudo', '[sudo via ansible, key=K] password:'],
    ['su', 'Password: '],
  ] as const)('%s: all of it is there where it is wanted', async (method, prompt) => {
    expect(await run(method, 'ASK=1', { password: 'secret', keepsPreamble: true })).toEqual({
      rc: 3,
      stdout: 'out noise\nBECOME-SUCCESS-X\nhi\n',
      stderr: `err noise\n${prompt}\nread secret\nerr\n`,
    });
  });

  const noise = '\n>>> Standard Output\nout noise\n\n>>> Standard Error\nerr noise\n';
  test('what it wrote is told where the account is not reached', async () => {
    expect(await message('sudo', 'END=1')).toBe(
      `Premature end of stream waiting for become success.${noise}`,
    );
    expect(await message('sudo', 'END=1', { password: 'x' })).toBe(
      `Premature end of stream waiting for become success or become password prompt.${noise}`,
    );
    expect(await message('sudo', 'ASK=1 END=1', { password: 'x' })).toBe(
      `Premature end of stream waiting for become success.${noise}[sudo via ansible, key=K] password:\nread x\n`,
    );
    expect(await message('sudo', 'SLEEP=9', { password: 'x' })).toBe(
      `Timed out waiting for become success or become password prompt.${noise}`,
    );
    expect(await message('sudo', 'ASK=2', { password: 'x' })).toContain(
      `Duplicate become password prompt encountered waiting for become success.${noise}[sudo via ansible, key=K] password:\nread x\n`,
    );
  });

  test('only a time that is over makes the host unreachable', async () => {
    await expect(run('sudo', 'SLEEP=9')).rejects.toMatchObject({ code: 'CONNECTION' });
    await expect(run('sudo', 'END=1')).rejects.toMatchObject({ code: 'BECOME' });
  });
});
