import { Dict } from '../../python/dict.ts';
import { notedDeprecationsKey } from '../../executor/task-messages.ts';
import { markedCopy } from '../../actions/module-run/deprecated-members.ts';
import type { Value } from '../../python/value.ts';

/** A result as `register` keeps it: a copy without internal keys and without `invocation`. */
export function registeredResult(result: Dict): Dict {
  const copy = withoutInternalKeys(result);
  copy.delete('invocation');
  return copy;
}

/** A deep copy without `_ansible_*` keys, but for those that say how the result came about. */
function withoutInternalKeys(result: Dict): Dict {
  const copy = new Dict();
  for (const [key, value] of result) {
    if (typeof key === 'string' && key.startsWith('_ansible_')) continue;
    copy.set(key, cleaned(value));
  }
  const noted = result.get(notedDeprecationsKey);
  if (Array.isArray(noted)) {
    const listed = copy.get('deprecations');
    copy.set('deprecations', [...(Array.isArray(listed) ? listed : []), ...noted]);
  }
  const marked = markedCopy(result, copy);
  return marked instanceof Dict ? marked : copy;
}

function cleaned(value: Value): Value {
  if (value instanceof Dict) return withoutInternalKeys(value);
  return Array.isArray(value) ? value.map(cleaned) : value;
}
