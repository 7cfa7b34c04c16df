import { MitorunError } from '../errors/mitorun-error.ts';
import type { Origin } from '../errors/origin.ts';

/** The error of a template that gives `omit` where a value is needed. */
export function omittedScalar(origin: Origin | undefined): MitorunError {
  return new MitorunError('TEMPLATE', 'A template was resolved to an Omit scalar.', {
    origin,
    hint: 'Callers must be prepared to handle this value. This is most likely a bug in the code requesting templating.',
  });
}
