/** What was under way with a target, by the name that error messages give it. */
export type Phase = 'connect' | 'bootstrap' | 'become' | 'run' | 'transfer';

/**
 * What happens between the controller and its targets. `where` is the machine, as messages call it. Those that somebody asked
 * for are in the asker's span, or in one below it; what a target sends by itself and the end of a connection are the run's.
 */
export type ConnectionEvent =
  /** A carrier begins a login that all who go there share: the first of them has asked. */
  | { readonly kind: 'connecting'; readonly where: string }
  | { readonly kind: 'authenticating'; readonly where: string; readonly user: string }
  /** The agent is on its way to the account that the carrier has led to. */
  | { readonly kind: 'bootstrapping'; readonly where: string }
  /** That agent is there. */
  | {
      readonly kind: 'connected';
      readonly where: string;
      readonly python: string;
      /** Since it was sent. */
      readonly milliseconds: number;
    }
  /** An agent starts another one behind a step (`sudo`). */
  | { readonly kind: 'becoming'; readonly where: string; readonly step: string }
  | { readonly kind: 'became'; readonly where: string; readonly step: string; readonly user: string }
  /** One of the above has failed. */
  | {
      readonly kind: 'connection-failed';
      readonly where: string;
      readonly phase: Phase;
      readonly reason: string;
    }
  /** What leads to a machine, and all behind it, is cut. */
  | { readonly kind: 'resetting'; readonly where: string }
  /** The agents in an account end, so that it may be removed. */
  | { readonly kind: 'leaving'; readonly where: string; readonly account: string }
  /** A command leaves for a machine without an agent (`raw`), in a span of its own. */
  | { readonly kind: 'raw-command'; readonly where: string; readonly bytes: number }
  /** A request leaves for an agent, in a span of its own. */
  | { readonly kind: 'request'; readonly where: string; readonly request: string; readonly bytes: number }
  /** A frame that is no request: content ahead of one, a piece of a file. */
  | { readonly kind: 'frame'; readonly where: string; readonly frame: string; readonly bytes: number }
  | {
      readonly kind: 'reply';
      readonly where: string;
      /** Of the reply's body, or of what a command printed; a file's bytes are no part of it. */
      readonly bytes: number;
      /** What the agent calls the failure, where it refuses the request. */
      readonly failure: string | undefined;
    }
  /** A request ended without its reply. */
  | { readonly kind: 'no-reply'; readonly where: string; readonly phase: Phase; readonly reason: string }
  /** So much of a file is over. */
  | {
      readonly kind: 'transfer';
      readonly where: string;
      readonly path: string;
      readonly direction: 'to' | 'from';
      readonly bytes: number;
      /** Of the whole file, where that is known before. */
      readonly size: number | undefined;
    }
  /** What a target wrote beside its frames, as it came: it may hold anything. */
  | { readonly kind: 'output'; readonly where: string; readonly text: string }
  | { readonly kind: 'lost'; readonly where: string; readonly reason: string };
