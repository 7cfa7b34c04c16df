import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { ActionFailure } from '../../src/actions/action-failure.ts';
import type { Said } from '../../src/plugins/read-helper-message.ts';
import { PluginSession } from '../../src/plugins/plugin-session.ts';
import { PythonPluginError } from '../../src/plugins/python-plugin-error.ts';
import { Dict } from '../../src/python/dict.ts';
import { Tuple } from '../../src/python/tuple.ts';

const { signal } = new AbortController();

async function* said(lines: readonly object[]): AsyncGenerator<string, undefined> {
  for (const line of lines) yield JSON.stringify(line).replaceAll('":', '": ');
}

/** A session with a process that sends these messages; what it is sent, and what plug-ins told the Display. */
function conversation(...messages: readonly object[]) {
  const written: string[] = [];
  const socket = new PassThrough();
  socket.on('data', (data: Buffer) => written.push(String(data).trim()));
  // No process has this id.
  const session = new PluginSession(2 ** 30, said(messages), socket);
  const heard: Said[] = [];
  const outcome = session.outcome({ double: async (args) => Number(args.get('of')) * 2 }, signal, (text) =>
    heard.push(text),
  );
  return { outcome, heard, written };
}

const raised = { message: 'no', type: 'Oops', traceback: 'Traceback' };

describe('a session with a plug-in', () => {
  it('answers what is asked until there is a result', async () => {
    const { outcome, written } = conversation(
      { call: 'double', arguments: { of: 21 } },
      { call: 'nothing', arguments: {} },
      { result: { '!': 'tuple', v: [1] } },
    );
    expect(await outcome).toEqual(new Tuple([1]));
    expect(written.join('\n')).toBe('{"value": 42}\n{"error": "not available to this plug-in"}');
  });

  it('tells what the plug-in said, though it failed', async () => {
    const { outcome, heard } = conversation({ error: raised, said: [['warning', 'careful', null, null]] });
    await expect(outcome).rejects.toThrow('no');
    expect(heard.map(({ kind, text }) => [kind, text])).toEqual([['warning', 'careful']]);
  });

  it.each([
    [{ ...raised, unreachable: true }, true],
    [raised, false],
  ])('knows whether %o is about a connection', async (error, unreachable) => {
    const failure = await conversation({ error }).outcome.catch((fault: unknown) => fault);
    expect(failure).toBeInstanceOf(PythonPluginError);
    expect((failure as PythonPluginError).raised.unreachable).toBe(unreachable);
  });

  it('keeps the members of a result that a failure brings', async () => {
    const failure = await conversation({ error: raised, failure: { rc: 3 } }).outcome.catch(
      (fault: unknown) => fault,
    );
    expect(failure).toBeInstanceOf(ActionFailure);
    expect((failure as ActionFailure).answer).toEqual({ data: Dict.of({ rc: 3 }), remarks: {} });
  });

  it('fails where the process is gone', async () => {
    await expect(conversation().outcome).rejects.toThrow('ended unexpectedly');
  });
});
