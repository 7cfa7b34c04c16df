import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { joinedMessage, reportOf } from '../../src/errors/error-report.ts';
import { MitorunError } from '../../src/errors/mitorun-error.ts';
import { formatOrigin } from '../../src/errors/origin.ts';
import { loadPlaybook } from '../../src/playbook/load-playbook.ts';
import { testContext } from './test-context.ts';

interface Expected {
  readonly exit: number;
  readonly message: string;
  /** Null where Ansible gives no place. */
  readonly origin: string | null;
  /** Where mitorun says more, or another place of more use. */
  readonly mitorun?: { readonly message?: string; readonly origin?: string };
}

const root = new URL('../..', import.meta.url).pathname;
const directory = 'fixtures/playbooks/invalid';
const expected: Record<string, Expected> = JSON.parse(
  readFileSync(`${root}${directory}/expected.json`, 'utf8'),
);

function faultOf(name: string): MitorunError {
  try {
    loadPlaybook(`${root}${directory}/${name}.yml`, testContext());
  } catch (fault) {
    if (fault instanceof MitorunError) return fault;
    throw fault;
  }
  throw new Error(`${name}.yml is valid`);
}

const relative = (text: string): string => text.replaceAll(root, '');

describe('playbooks that ansible-core 2.19 refuses, with its words (recorded by --syntax-check)', () => {
  it.each(Object.entries(expected))('%s', (name, { exit, message, origin, mitorun }) => {
    const fault = faultOf(name);
    expect(relative(joinedMessage(reportOf(fault)))).toBe(mitorun?.message ?? message);
    expect(fault.origin ? relative(formatOrigin(fault.origin)) : null).toBe(mitorun?.origin ?? origin);
    expect(fault.code === 'PARSER' ? 4 : 1).toBe(exit === 250 ? 4 : exit);
  });
});

describe('hints', () => {
  it.each([
    ['play-unknown-keyword', "did you mean 'gather_facts'?"],
    ['task-misspelled-keyword', "'when' is a keyword: did you mean that?"],
    ['task-loop-control-key', "did you mean 'loop_var'?"],
  ])('%s: %s', (name, hint) => {
    expect(faultOf(name).hint).toBe(hint);
  });
});
