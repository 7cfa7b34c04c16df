import { writeFileSync } from 'node:fs';
import type { OracleCase } from './cases.ts';
import type { RunOutcome } from './outcome.ts';

/** Writes down what real Ansible did, beside the playbook. */
export function record(oracleCase: OracleCase, outcome: RunOutcome): void {
  writeFileSync(oracleCase.recording, `${JSON.stringify(outcome, undefined, 1)}\n`);
}
