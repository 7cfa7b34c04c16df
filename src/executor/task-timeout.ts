import { MitorunError } from '../errors/mitorun-error.ts';

/** A task took longer than its `timeout` of so many seconds. */
export class TaskTimeout extends MitorunError {
  readonly seconds: number;

  constructor(seconds: number) {
    super('TIMEOUT', `Timed out after ${seconds} second(s).`);
    this.seconds = seconds;
  }
}
