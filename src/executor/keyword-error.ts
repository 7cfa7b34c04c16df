import { MitorunError } from '../errors/mitorun-error.ts';
import type { Origin } from '../errors/origin.ts';
import { repr } from '../python/repr.ts';
import type { Value } from '../python/value.ts';

/** The fault of a template that gives `omit` where Ansible does not look out for it. */
export function unhandledOmit(origin: Origin | undefined): MitorunError {
  return new MitorunError('ACTION', 'A template was resolved to an Omit scalar.', {
    origin,
    hint: 'Callers must be prepared to handle this value. This is most likely a bug in the code requesting templating.',
  });
}

/** What ansible-core says of a keyword whose value cannot be had, whatever the cause. */
export function keywordError(keyword: string, origin: Origin | undefined, cause: MitorunError): MitorunError {
  const name = keyword === 'async' ? 'async_val' : keyword;
  return new MitorunError('ACTION', `Error processing keyword '${name}'.`, { origin, cause });
}

/** A value that is not of the keyword's type (`int`, `bool`...). */
export function unconvertibleKeyword(
  keyword: string,
  value: Value,
  type: string,
  origin: Origin | undefined,
): MitorunError {
  const message = `The value ${repr(value)} could not be converted to '${type}'.`;
  return keywordError(keyword, origin, new MitorunError('ACTION', message, { origin, apart: true }));
}
