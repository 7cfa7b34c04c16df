import { compare, valid } from '@renovatebot/pep440';
import { valueError } from './python-error.ts';

/** Compares two versions as PEP 440 orders them. Throws ValueError in the words of `packaging`. */
export function comparePep440(a: string, b: string): number {
  return compare(checked(a), checked(b));
}

/** `packaging` lets blanks stand around a version. */
function checked(text: string): string {
  const version = text.trim();
  if (valid(version) === null) throw valueError(`Invalid version: '${text}'`);
  return version;
}
