import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type OracleCase, oracleCases } from './cases.ts';
import { record } from './recording.ts';
import { knownDifferences } from './known-differences.ts';
import { hasReference, runWithAnsible, runWithMitorun } from './run-case.ts';

/**
 * Every playbook of `fixtures/oracle` does under mitorun what it does under real Ansible 2.19: the same plays, tasks and
 * results of each host, the same errors and warnings, files and exit code; in one task hosts may finish in any order.
 *
 * What Ansible does is recorded beside each playbook (`expected.json`, `<name>.expected.json`), which is what is compared
 * by default, so that neither the reference nor its time is needed. MITORUN_ORACLE=live runs the reference instead,
 * MITORUN_ORACLE=record does so and writes the recordings anew; `test/reference.ts` says where it is found. MITORUN_ORACLE_ONLY=a,b restricts the run to these cases.
 *
 * The cases of `fixtures/oracle/known-differences.json` are asserted to differ still, for the reason in their title.
 */
const mode = process.env['MITORUN_ORACLE'];
const only = process.env['MITORUN_ORACLE_ONLY']?.split(',');
const cases = oracleCases().filter(({ name }) => only === undefined || only.includes(name));

// A loaded machine starts the many processes of a case slowly.
const timeout = 300_000;

const known = knownDifferences();

async function expectedOf(oracleCase: OracleCase): Promise<unknown> {
  if ((mode === 'record' || mode === 'live') && !hasReference) throw new Error('the reference is not there');
  if (mode === 'record') record(oracleCase, await runWithAnsible(oracleCase));
  if (mode === 'live') return runWithAnsible(oracleCase);
  if (!existsSync(oracleCase.recording)) throw new Error('not recorded: MITORUN_ORACLE=record');
  return JSON.parse(readFileSync(oracleCase.recording, 'utf8'));
}

describe('playbooks do as under real Ansible', () => {
  test('which are found', () => {
    expect(cases.length).toBeGreaterThan(only ? 0 : 164);
  });

  for (const oracleCase of cases) {
    const { name } = oracleCase;
    const reason = known.get(name);
    if (reason === undefined) {
      test.concurrent(name, { timeout }, async () => {
        const expected = await expectedOf(oracleCase);
        const actual = await runWithMitorun(oracleCase);
        expect(actual).toEqual(expected);
      });
    } else {
      test.concurrent(`${name} still differs: ${reason}`, { timeout }, async () => {
        const expected = await expectedOf(oracleCase);
        const actual = await runWithMitorun(oracleCase);
        const remove = `${name} does as Ansible now: remove it from fixtures/oracle/known-differences.json`;
        expect(actual, remove).not.toEqual(expected);
      });
    }
  }
});

describe('known differences', () => {
  test('name cases that are there', () => {
    const names = oracleCases().map(({ name }) => name);
    expect([...known.keys()].filter((name) => !names.includes(name))).toEqual([]);
  });
});
