import { MitorunError } from '../../errors/mitorun-error.ts';
import type { Origin } from '../../errors/origin.ts';
import type { Value } from '../../python/value.ts';
import { ConversionProblem, convertKeyword } from './convert.ts';
import type { Keyword } from './keyword.ts';

/** Throws MitorunError PARSER for a rendered value that is not of the keyword's type. */
export function checkKeywordValue(keyword: Keyword, value: Value, origin: Origin | undefined): void {
  try {
    convertKeyword(keyword, value);
  } catch (problem) {
    if (!(problem instanceof ConversionProblem)) throw problem;
    const cause = new MitorunError('PARSER', problem.message, { origin, apart: true });
    throw new MitorunError('PARSER', `Error processing keyword '${keyword.name}'.`, { origin, cause });
  }
}
