import type { Remarks } from '../events/remarks.ts';
import { Dict } from '../python/dict.ts';

/** What an action or a module gives: data, which `register` sees, and what it says beside. */
export interface Answer {
  readonly data: Dict;
  readonly remarks: Remarks;
}

/** What an action gave that may have nothing to say beside its data. */
export function answerOf(given: Dict | Answer): Answer {
  return given instanceof Dict ? { data: given, remarks: {} } : given;
}
