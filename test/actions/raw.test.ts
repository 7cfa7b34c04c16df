import { describe, expect, it } from 'vitest';
import { raw } from '../../src/actions/raw.ts';
import { runAction } from '../../src/actions/run-action.ts';
import { Dict } from '../../src/python/dict.ts';
import { FakeContext } from './fake-context.ts';

describe('raw', () => {
  it.each([[new Dict()], [Dict.of({ _raw_params: '' })]])('fails without a command', async (args) => {
    await expect(runAction(raw, new FakeContext(args, { content: '' }))).rejects.toThrow('no command given');
  });
});
