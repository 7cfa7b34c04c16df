import { MitorunError } from '../errors/mitorun-error.ts';

/** What a source's text is wrong in. */
export function fault(message: string): MitorunError {
  return new MitorunError('PARSER', message);
}
