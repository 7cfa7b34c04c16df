import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MitorunError } from '../errors/mitorun-error.ts';

/** The longest path of a Unix socket on any system (104 bytes with the zero byte at its end). */
const longestSocket = 103;

/** What `mkdtemp` puts behind the prefix. */
const randomLength = 6;

/**
 * Makes a directory that only this account can use, below the system's temporary directory or, where that
 * fails, in one of the usual places. The names in it are for sockets, so a path too long for a socket is
 * skipped.
 * @param name the longest name in it
 */
export function privateDirectory(
  name: string,
  places: readonly string[] = [tmpdir(), '/tmp', '/var/tmp', '/dev/shm'],
): string {
  const prefixOf = (place: string): string => join(place, 'mitorun-');
  const isShort = (place: string): boolean =>
    Buffer.byteLength(prefixOf(place)) + randomLength + 1 + Buffer.byteLength(name) <= longestSocket;
  let cause: unknown;
  for (const place of places.filter(isShort)) {
    try {
      return mkdtempSync(prefixOf(place));
    } catch (error) {
      cause = error;
    }
  }
  throw new MitorunError(
    'ACTION',
    `Plug-ins in Python need a directory for temporary files with a path of less than ${longestSocket} characters; none of ${places.join(', ')} will do.`,
    { cause, hint: 'set TMPDIR to a directory with a short path that can be written' },
  );
}
