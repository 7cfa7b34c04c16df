import { MitorunError } from '../errors/mitorun-error.ts';
import type { TaskKeywords } from '../executor/task-keywords.ts';
import { Dict } from '../python/dict.ts';
import { OMIT } from '../python/omit.ts';
import { parseIntText } from '../python/parse-number.ts';
import { typeError } from '../python/python-error.ts';
import { TemplateString } from '../python/template-string.ts';
import { typeName } from '../python/type-name.ts';
import { PyFloat, type Value } from '../python/value.ts';
import { omittedScalar } from '../template/omitted-scalar.ts';
import type { Templar } from '../template/templar.ts';

/**
 * How many hosts may run the task at once, 0 for no limit. Read before the task's keywords are checked, as
 * strategies do; a fraction is cut off. Throws PLAYBOOK, which ends the run, for what is no number.
 */
export function throttleOf(keywords: TaskKeywords, templar: Templar): number {
  const written = keywords.raw('throttle');
  if (written === undefined) return 0;
  try {
    return truncated(templar.render(written), written);
  } catch (cause) {
    // None never knows where it was written.
    const origin = written === null ? undefined : keywords.place('throttle');
    throw new MitorunError('PLAYBOOK', 'Failed to convert the throttle value to an integer.', {
      origin,
      cause,
    });
  }
}

function truncated(value: Value, written: Value): number {
  if (value === OMIT) throw omittedScalar(written instanceof TemplateString ? written.origin : undefined);
  if (typeof value === 'string') return Number(parseIntText(value));
  if (value instanceof PyFloat) return Math.trunc(value.value);
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint')
    return Math.trunc(Number(value));
  throw typeError(
    `int() argument must be a string, a bytes-like object or a real number, not '${pythonClass(value)}'`,
  );
}

function pythonClass(value: Value): string {
  if (Array.isArray(value)) return '_AnsibleTaggedList';
  return value instanceof Dict ? '_AnsibleTaggedDict' : typeName(value);
}
