/** Whether it is a refusal of the operating system: a file, a disk, a socket. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && 'syscall' in error && 'errno' in error;
}

/** A refusal in Python's words, as far as Node's have the same meaning: `[Errno 28] No space left on device`. */
export function systemReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { errno } = error as NodeJS.ErrnoException;
  const text = isSystemError(error) ? /^[A-Z0-9]+: ([^,]+)/.exec(error.message)?.[1] : undefined;
  if (text === undefined || errno === undefined) return error.message;
  return `[Errno ${Math.abs(errno)}] ${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
