import type { ConnectionEvent } from './connection-event.ts';
import type { CallbackEvent, SpanEvent } from './run-event.ts';

/** What a subscriber of all events of one sort names: the compiler wants each list complete. */
type Kinds<Sort extends { readonly kind: string }> = Readonly<Record<Sort['kind'], true>>;

const ofCallbacks: Kinds<CallbackEvent> = {
  'playbook-start': true,
  'play-start': true,
  'no-hosts-matched': true,
  'no-hosts-remaining': true,
  'task-start': true,
  'handler-task-start': true,
  'cleanup-task-start': true,
  'host-start': true,
  included: true,
  'item-result': true,
  'host-result': true,
  retry: true,
  'async-poll': true,
  'async-ok': true,
  'async-failed': true,
  diff: true,
  'handler-notified': true,
  'custom-stats': true,
  warning: true,
  error: true,
  deprecation: true,
  message: true,
  stats: true,
};

const ofConnections: Kinds<ConnectionEvent> = {
  connecting: true,
  authenticating: true,
  bootstrapping: true,
  connected: true,
  becoming: true,
  became: true,
  'connection-failed': true,
  resetting: true,
  leaving: true,
  'raw-command': true,
  request: true,
  frame: true,
  reply: true,
  'no-reply': true,
  transfer: true,
  output: true,
  lost: true,
};

const ofSpans: Kinds<SpanEvent> = { 'span-start': true, 'span-end': true };

function listed<Kind extends string>(kinds: Readonly<Record<Kind, true>>): readonly Kind[] {
  return Object.keys(kinds) as Kind[];
}

export const callbackKinds = listed(ofCallbacks);
export const connectionKinds = listed(ofConnections);
export const spanKinds = listed(ofSpans);
