import type { Remarks } from '../events/remarks.ts';
import { Dict } from '../python/dict.ts';

/** An action's or module's answer: its result, which `register` sees, and the remarks beside it. */
export interface Answer {
  readonly data: Dict;
  readonly remarks: Remarks;
}

/** Makes an answer of a result without remarks; returns an answer as it is. */
export function answerOf(given: Dict | Answer): Answer {
  return given instanceof Dict ? { data: given, remarks: {} } : given;
}
