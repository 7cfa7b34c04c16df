import { joinedMessage, reportOf } from '../../src/errors/error-report.ts';
import { MitorunError } from '../../src/errors/mitorun-error.ts';

/** What a person is told of an error that is thrown, its causes behind it. Throws what is no such error. */
export async function messageOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof MitorunError) return joinedMessage(reportOf(error));
    throw error;
  }
  throw new Error('nothing was thrown');
}
