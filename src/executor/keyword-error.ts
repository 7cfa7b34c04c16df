import { MitorunError } from '../errors/mitorun-error.ts';
import type { Origin } from '../errors/origin.ts';
import { repr } from '../python/repr.ts';
import type { Value } from '../python/value.ts';

/** What ansible-core says of a keyword whose value cannot be had, whatever the cause. */
export function keywordError(keyword: string, origin: Origin | undefined, cause: MitorunError): MitorunError {
  const name = keyword === 'async' ? 'async_val' : keyword;
  return new MitorunError('ACTION', `Error processing keyword '${name}'.`, { origin, cause });
}

/**
 * A value that is not of the keyword's type (`int`, `bool`...).
 * @param valueOrigin where the value was written, if that is not where the keyword was
 */
export function unconvertibleKeyword(
  keyword: string,
  value: Value,
  type: string,
  origin: Origin | undefined,
  valueOrigin = origin,
): MitorunError {
  const message = `The value ${repr(value)} could not be converted to '${type}'.`;
  return keywordError(
    keyword,
    origin,
    new MitorunError('ACTION', message, { origin: valueOrigin, apart: true }),
  );
}
