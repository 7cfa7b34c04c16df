import { describe, expect, it } from 'vitest';
import { runFree } from '../../src/strategy/free.ts';
import { runLinear } from '../../src/strategy/linear.ts';
import type { PlayRun } from '../../src/strategy/play-run.ts';
import { batchOf } from './fake-batch.ts';

const play = `
tasks:
  - name: greet {{ inventory_hostname }}
    debug:
    changed_when: true
    notify: part
handlers:
  - name: part
    debug:
`;

describe('--step', () => {
  it.each<[string, (run: PlayRun) => Promise<unknown>]>([
    ['linear', (run) => runLinear(run)],
    ['free', (run) => runFree(run, { hostPinned: false })],
  ])('asks for tasks and handlers by their names as they are written: %s', async (_strategy, begin) => {
    const asked: string[] = [];
    const { run } = batchOf(play, {
      confirmStep: async (name) => {
        asked.push(name);
        return true;
      },
    });
    await begin(run);
    expect(new Set(asked)).toEqual(new Set(['TASK: greet {{ inventory_hostname }}', 'HANDLER: part']));
  });
});
