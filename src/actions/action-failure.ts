import { MitorunError } from '../errors/mitorun-error.ts';
import type { Origin } from '../errors/origin.ts';
import { Dict } from '../python/dict.ts';
import { type Answer, answerOf } from './answer.ts';

/** An action's own failure: its message is the result's `msg` as it is, and it may add more to the result. */
export class ActionFailure extends MitorunError {
  readonly answer: Answer;

  constructor(
    message: string,
    options: {
      readonly result?: Dict | Answer;
      readonly origin?: Origin | undefined;
      readonly apart?: boolean;
      readonly cause?: unknown;
    } = {},
  ) {
    const { origin, apart = false, cause } = options;
    super('ACTION', message, { origin, apart, cause });
    this.answer = answerOf(options.result ?? new Dict());
  }
}

/**
 * A result that Ansible's workers cannot send to its main process. The failure's message does not mention the
 * task.
 */
export class UnsentResult extends MitorunError {
  constructor(message: string) {
    super('ACTION', message);
  }
}

/**
 * Thrown by an action that has nothing to do or may do nothing. The task is skipped, and no condition judges
 * the result.
 */
export class ActionSkip extends MitorunError {
  readonly #more: Answer;

  /** @param more what else the action answers */
  constructor(message: string, more: Answer = answerOf(new Dict())) {
    super('ACTION', message);
    this.#more = more;
  }

  answer(): Answer {
    const { data: members, remarks } = this.#more;
    const data = members.copy();
    if (!data.has('changed')) data.set('changed', false);
    data.set('skipped', true);
    data.set('msg', this.message);
    return { data, remarks };
  }
}
