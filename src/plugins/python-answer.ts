import { ActionSkip } from '../actions/action-failure.ts';
import type { Answer } from '../actions/answer.ts';
import { readRemarks, withInternalKeys } from '../events/internal-keys.ts';
import type { Remarks } from '../events/remarks.ts';
import type { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';

/** The member by which an action in Python says that it raised AnsibleActionSkip. */
const raisedSkip = '_ansible_raised_skip';

/** The member by which a module's remarks are found again when the action hands its answer on. */
const remarksNumber = '_ansible_remarks';

/**
 * Converts answers on their way to an action in Python and back. A module's answer gets Ansible's members for
 * its remarks, and a number for remarks that have no such member.
 */
export class PythonAnswers {
  readonly #remarks: Remarks[] = [];

  /** A module's answer as the action gets it. */
  send({ data, remarks }: Answer): Dict {
    return withInternalKeys(data, remarks).set(remarksNumber, this.#remarks.push(remarks) - 1);
  }

  /** What the action gave. Throws ActionSkip where it raised to be skipped. */
  receive(given: Dict): Answer {
    const known = this.#remarks[Number(given.get(remarksNumber) ?? -1)];
    const { data, remarks } = pythonAnswer(given);
    data.delete(remarksNumber);
    return { data, remarks: { ...known, ...remarks } };
  }
}

/**
 * Reads an answer with Ansible's internal members. Throws ActionSkip where the action raised
 * AnsibleActionSkip.
 */
export function pythonAnswer(given: Dict): Answer {
  const answer = readRemarks(given);
  if (!answer.data.delete(raisedSkip)) return answer;
  throw new ActionSkip(str(given.get('msg') ?? ''), answer);
}
