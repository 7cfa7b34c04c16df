import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where else Python's `tempfile` looks. */
const otherPlaces = ['/tmp', '/var/tmp', '/usr/tmp', '/dev/shm'];

/**
 * Makes a directory that only this account may use, in TMPDIR or, where that cannot be used, in another usual place.
 * @param longest bytes that its path may have
 */
export function makePrivateDirectory(longest = Infinity): string {
  let fault: unknown = new Error(`no temporary directory has a path of at most ${longest} bytes`);
  for (const place of [tmpdir(), ...otherPlaces]) {
    const start = join(place, 'mitorun-');
    // Six characters are added.
    if (Buffer.byteLength(start) + 6 > longest) continue;
    try {
      return mkdtempSync(start);
    } catch (error) {
      fault = error;
    }
  }
  throw fault;
}
