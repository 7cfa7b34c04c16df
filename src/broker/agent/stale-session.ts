import { RequestEnded } from '../ending.ts';

/**
 * An agent has refused a request before doing any of it: its account, the account's rights, its environment
 * or its Python have changed since the agent was started (bootstrap/session.py).
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
