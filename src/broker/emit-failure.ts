import type { Phase } from '../events/connection-event.ts';
import type { Span } from '../events/span.ts';
import { RequestEnded } from './ending.ts';

/** Emits that a connection was not made, with the phase that the error names, or else that which was under way. */
export function emitFailure(asker: Span, where: string, underWay: Phase, error: unknown): void {
  const phase = error instanceof RequestEnded ? error.phase : underWay;
  const reason = error instanceof Error ? error.message : String(error);
  asker.emit({ kind: 'connection-failed', where, phase, reason });
}
