import type { Phase } from '../events/connection-event.ts';
import type { Span } from '../events/span.ts';
import { RequestEnded } from './ending.ts';

/** Emits that a connection was not made, with the phase that the error names, or else that which was under way. */
export function emitFailure(asker: Span, where: string, underWay: Phase, error: unknown): void {
  asker.emit({ kind: 'connection-failed', where, phase: phaseOf(error, underWay), reason: reasonOf(error) });
}

/** Emits that a request has ended without its reply. */
export function emitNoReply(request: Span, where: string, error: unknown): void {
  request.emit({ kind: 'no-reply', where, phase: phaseOf(error, 'run'), reason: reasonOf(error) });
}

function phaseOf(error: unknown, underWay: Phase): Phase {
  return error instanceof RequestEnded ? error.phase : underWay;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
