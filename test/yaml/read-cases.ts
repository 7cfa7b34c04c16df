import { readFileSync } from 'node:fs';

/** Rows that `cases/record.py` recorded from the real PyYAML and Ansible. */
export function readCases<T>(name: string): T[] {
  return JSON.parse(readFileSync(new URL(`cases/${name}`, import.meta.url), 'utf8')) as T[];
}
