import type { ResultRemarks } from '../events/remarks.ts';
import type { RunEvent } from '../events/run-event.ts';
import { Dict } from '../python/dict.ts';
import { plainValue } from '../template/runtime/plain-values.ts';

/** The event with the plain text of vaulted values, in which nobody outside meets them; what is registered keeps them as they are. */
export function plainEvent(event: RunEvent): RunEvent {
  if ('result' in event) {
    const { result, remarks, items } = event;
    return {
      ...event,
      result: plainDict(result.copy()),
      remarks: plainRemarks(remarks),
      items: items?.map(plainRemarks),
    };
  }
  if (event.kind === 'included' && event.label !== undefined)
    return { ...event, label: plainValue(event.label) };
  if (event.kind !== 'stats') return event;
  const custom = [...event.stats.custom].map(([owner, data]) => [owner, plainDict(data)] as const);
  return { ...event, stats: { ...event.stats, custom: new Map(custom) } };
}

function plainRemarks(remarks: ResultRemarks): ResultRemarks {
  const { item, delegate } = remarks;
  if (item?.label === undefined && !delegate) return remarks;
  return {
    ...remarks,
    ...(item?.label !== undefined && { item: { ...item, label: plainValue(item.label) } }),
    ...(delegate && { delegate: { ...delegate, variables: plainDict(delegate.variables.copy()) } }),
  };
}

function plainDict(dict: Dict): Dict {
  const plain = plainValue(dict);
  return plain instanceof Dict ? plain : dict;
}
