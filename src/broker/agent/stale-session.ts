import { RequestEnded } from '../ending.ts';

/**
 * An agent has refused a request, of which nothing is done: its account, the rights to it, its environment or its Python
 * have changed since it was started (bootstrap/session.py).
 */
export class StaleSession extends RequestEnded {
  constructor(where: string) {
    super(
      { why: 'refused', phase: 'run' },
      'CONNECTION',
      `The session on ${where} is out of date each time that it is renewed (phase run)`,
    );
  }
}
