import { MitorunError } from '../errors/mitorun-error.ts';
import type { Origin } from '../errors/origin.ts';
import { Dict } from '../python/dict.ts';

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
  constructor(message: string) {
    super('ACTION', message);
  }

  result(): Dict {
    return Dict.of({ changed: false, skipped: true, msg: this.message });
  }
}
