/**
 * Whether a name that came from outside (a host's, say) is that of one file of a directory, whichever directory it is
 * put into: no other directory, nothing hidden in it, and no longer than file systems allow.
 */
export function isFileName(name: string): boolean {
  return !/^\.{0,2}$|[/\p{Cc}]/u.test(name) && Buffer.byteLength(name) <= 255;
}
