import { randomBytes } from 'node:crypto';

/** Text that nothing else prints, to find a prompt or a success by. */
export function randomMarker(before: string, after: string): string {
  return `${before}${randomBytes(12).toString('hex')}${after}`;
}
