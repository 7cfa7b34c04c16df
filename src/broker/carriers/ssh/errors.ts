import { endedBy, RequestEnded } from '../../ending.ts';

/** What Ansible puts before ssh's own words. */
export const connectionFailure = 'Failed to connect to the host via ssh: ';

/**
 * What ssh itself would have written to its standard error, which is what Ansible shows after
 * `Failed to connect to the host via ssh:`. ssh ends its own lines with CR LF, and Ansible's JSON shows them so.
 */
export function connectionError(
  lines: readonly string[],
  options: {
    readonly why?: RequestEnded['why'];
    readonly hint?: string | undefined;
    readonly cause?: unknown;
  } = {},
): RequestEnded {
  const ending = { why: options.why ?? 'refused', phase: 'connect' } as const;
  return new RequestEnded(ending, 'CONNECTION', connectionFailure + joinLines(lines), {
    ...(options.hint === undefined ? {} : { hint: options.hint }),
    cause: options.cause,
  });
}

/** A server's banner keeps the line ends it came with. */
function joinLines(lines: readonly string[]): string {
  return lines
    .map((line) => (line.endsWith('\n') ? line : `${line}\r\n`))
    .join('')
    .trimEnd();
}

/** Nobody wants the connection any more. */
export function interrupted(): RequestEnded {
  return endedBy({ why: 'cancelled', phase: 'connect' });
}

/** Throws INTERRUPTED where the signal has been raised. */
export function refuseWhenAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw interrupted();
}

/** A step of getting connected, with a deadline of its own. */
export type Phase = 'tcp' | 'handshake' | 'authentication';

/** `strerror` of the errno names that connecting gives, as the C library words them. */
const socketErrors: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Connection refused',
  ECONNRESET: 'Connection reset by peer',
  ETIMEDOUT: 'Connection timed out',
  EHOSTUNREACH: 'No route to host',
  ENETUNREACH: 'Network is unreachable',
  EHOSTDOWN: 'Host is down',
  EACCES: 'Permission denied',
  EADDRNOTAVAIL: 'Cannot assign requested address',
  EPIPE: 'Broken pipe',
  EMFILE: 'Too many open files',
};

/** `gai_strerror` of the names that Node gives to failed look-ups. */
const resolverErrors: Readonly<Record<string, string>> = {
  ENOTFOUND: 'Name or service not known',
  EAI_NONAME: 'Name or service not known',
  EAI_AGAIN: 'Temporary failure in name resolution',
  EAI_FAIL: 'Non-recoverable failure in name resolution',
  ENODATA: 'No address associated with hostname',
  EAI_NODATA: 'No address associated with hostname',
};

export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

export function describeSocketError(error: Error): string {
  return socketErrors[errorCode(error) ?? ''] ?? error.message;
}

export function describeResolverError(error: Error): string {
  return resolverErrors[errorCode(error) ?? ''] ?? error.message;
}
