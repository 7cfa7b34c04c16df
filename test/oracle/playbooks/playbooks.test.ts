import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { oracleCases } from './cases.ts';
import { record } from './recording.ts';
import { hasReference, runWithAnsible, runWithMitorun } from './run-case.ts';

/**
 * Every playbook of `fixtures/oracle` does under mitorun what it does under real Ansible 2.19: the same plays, tasks and
 * results of each host, the same errors and warnings, files and exit code; in one task hosts may finish in any order.
 *
 * What Ansible does is recorded beside each playbook (`expected.json`, `<name>.expected.json`), which is what is compared
 * by default, so that neither the reference nor its time is needed. MITORUN_ORACLE=live runs the reference instead,
 * MITORUN_ORACLE=record does so and writes the recordings anew. It is found in the directory MITORUN_REFERENCE (the unpacked
 * packages; default /tmp/ref/trixie/root). MITORUN_ORACLE_ONLY=a,b restricts the run to these cases.
 */
const mode = process.env['MITORUN_ORACLE'];
const only = process.env['MITORUN_ORACLE_ONLY']?.split(',');
const cases = oracleCases().filter(({ name }) => only === undefined || only.includes(name));

describe('playbooks do as under real Ansible', () => {
  test('which are found', () => {
    expect(cases.length).toBeGreaterThan(only ? 0 : 59);
  });

  test.concurrent.each(cases)('$name', async (oracleCase) => {
    if ((mode === 'record' || mode === 'live') && !hasReference)
      throw new Error('the reference is not there');
    if (mode === 'record') record(oracleCase, await runWithAnsible(oracleCase));
    if (mode !== 'live' && !existsSync(oracleCase.recording))
      throw new Error('not recorded: MITORUN_ORACLE=record');
    const expected =
      mode === 'live'
        ? await runWithAnsible(oracleCase)
        : JSON.parse(readFileSync(oracleCase.recording, 'utf8'));
    expect(await runWithMitorun(oracleCase)).toEqual(expected);
  });
});
