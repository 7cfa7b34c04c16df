import { readFileSync } from 'node:fs';
import { z } from 'zod';

const file = new URL('../../../fixtures/oracle/known-differences.json', import.meta.url);

/** The cases that are known to differ from real Ansible, each with the reason; docs/differences.md tells users the same. */
export function knownDifferences(): ReadonlyMap<string, string> {
  const parsed = z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(file, 'utf8')));
  return new Map(Object.entries(parsed));
}
