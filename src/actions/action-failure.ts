import { MitorunError } from '../errors/mitorun-error.ts';
import type { Origin } from '../errors/origin.ts';
import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';

/** An action's own failure: its message is the result's `msg` as it is, and it may add more to the result. */
export class ActionFailure extends MitorunError {
  readonly result: Dict;

  constructor(
    message: string,
    options: {
      readonly result?: Dict;
      readonly origin?: Origin | undefined;
      readonly apart?: boolean;
      readonly cause?: unknown;
    } = {},
  ) {
    const { origin, apart = false, cause } = options;
    super('ACTION', message, { origin, apart, cause });
    this.result = options.result ?? new Dict();
  }
}

/** A result that Ansible's workers cannot hand over: told without a word of the task around it. */
export class UnsentResult extends MitorunError {
  constructor(message: string) {
    super('ACTION', message);
  }
}

/** What an action throws that has nothing to do, or may not: its task is skipped, and nothing else judges the result. */
export class ActionSkip extends MitorunError {
  readonly #members: Dict;

  /** @param members what else the result has */
  constructor(message: string, members: Dict = new Dict()) {
    super('ACTION', message);
    this.#members = members;
  }

  result(): Dict {
    const result = this.#members.copy();
    if (!result.has('changed')) result.set('changed', false);
    result.set('skipped', true);
    result.set('msg', this.message);
    return result;
  }
}

/** A member of what an action in Python gives: it raised to be skipped. */
const raisedSkip = '_ansible_raised_skip';

/** The result of an action in Python. Throws where the action raised to be skipped, as mitorun's own do. */
export function refuseRaisedSkip(result: Dict): Dict {
  if (!result.has(raisedSkip)) return result;
  const members = result.copy();
  members.delete(raisedSkip);
  throw new ActionSkip(str(result.get('msg') ?? ''), members);
}
