import type { RunEvent } from '../events/run-event.ts';
import { Dict } from '../python/dict.ts';
import { plainValue } from '../template/runtime/plain-values.ts';

/** The event with the plain text of vaulted values, in which nobody outside meets them; what is registered keeps them as they are. */
export function plainEvent(event: RunEvent): RunEvent {
  if ('result' in event) return { ...event, result: plainDict(event.result) };
  if (event.kind === 'included' && event.label !== undefined)
    return { ...event, label: plainValue(event.label) };
  if (event.kind !== 'stats') return event;
  const custom = [...event.stats.custom].map(([owner, data]) => [owner, plainDict(data)] as const);
  return { ...event, stats: { ...event.stats, custom: new Map(custom) } };
}

function plainDict(dict: Dict): Dict {
  const plain = plainValue(dict);
  return plain instanceof Dict ? plain : dict;
}
