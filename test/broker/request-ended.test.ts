import { describe, expect, test } from 'vitest';
import { endedBy, type Ending, type EndingPlace, lastLines } from '../../src/broker/ending.ts';

describe('what was asked of a target ends without an answer (item 12)', () => {
  const where = 'deploy@web1';
  test.each<[Ending, EndingPlace, string, string]>([
    [
      { why: 'timedOut', phase: 'bootstrap', waitedFor: 'Python to start', milliseconds: 60_400 },
      { where, output: 'last words' },
      'CONNECTION',
      'Timeout (60s) waiting for Python to start (deploy@web1, phase bootstrap). Last output:\nlast words',
    ],
    [
      { why: 'timedOut', phase: 'run', limit: 1500 },
      { where },
      'TIMEOUT',
      'Ended after its time limit of 1.5 s (deploy@web1, phase run).',
    ],
    [{ why: 'cancelled', phase: 'run' }, { where }, 'INTERRUPTED', 'Interrupted on deploy@web1'],
    [{ why: 'cancelled', phase: 'connect' }, {}, 'INTERRUPTED', 'Interrupted while connecting'],
    [
      { why: 'lost', phase: 'run', reason: 'The connection was lost: closed' },
      {},
      'CONNECTION',
      'The connection was lost: closed (phase run)',
    ],
    [
      { why: 'refused', phase: 'transfer', reason: 'The target broke the protocol: a piece is empty' },
      { where, output: '' },
      'CONNECTION',
      'The target broke the protocol: a piece is empty (deploy@web1, phase transfer).',
    ],
  ])('%o', (ending, place, code, message) => {
    const { why, phase } = ending;
    expect(endedBy(ending, place)).toMatchObject({ why, phase, code, message });
  });

  test('the time since it began is told', () => {
    const place = { where, startedAt: performance.now() - 2000 };
    expect(endedBy({ why: 'lost', phase: 'run', reason: 'gone' }, place).message).toMatch(
      /^gone \(deploy@web1, phase run, after 2\.\d s\)\.$/,
    );
  });

  test('of what was received, the last lines are shown without control characters', () => {
    const lines = Array.from({ length: 12 }, (_, index) => `line ${index}`);
    expect(lastLines(`${lines.join('\n')}\u001b[0m\n`).split('\n')).toEqual([
      ...lines.slice(2, -1),
      'line 11\\x1b[0m',
    ]);
  });
});
