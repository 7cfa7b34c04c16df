import { Bytes } from '../bytes.ts';
import { Dict } from '../dict.ts';
import { equals } from '../equality.ts';
import { typeError } from '../python-error.ts';
import { PyRange } from '../range.ts';
import { PySet } from '../set.ts';
import { Tuple } from '../tuple.ts';
import { typeName } from '../type-name.ts';
import type { Value } from '../value.ts';
import { isPyIterable } from './iterate.ts';
import { numeric } from './number.ts';

/** Python's `member in container`. */
export function contains(container: Value, member: Value): boolean {
  if (typeof container === 'string') {
    if (typeof member !== 'string') {
      throw typeError(`'in <string>' requires string as left operand, not ${typeName(member)}`);
    }
    return container.includes(member);
  }
  if (Array.isArray(container)) return listHas(container, member);
  if (container instanceof Dict || container instanceof PySet) return container.has(member);
  if (container instanceof Tuple) return listHas(container.items, member);
  if (container instanceof PyRange) {
    const number = numeric(member);
    return number !== undefined && container.has(Number(number.value));
  }
  if (container instanceof Bytes) return typeof member === 'number' && container.data.includes(member);
  if (isPyIterable(container)) return listHas([...container.iterate()], member);
  throw typeError(`argument of type '${typeName(container)}' is not iterable`);
}

function listHas(items: readonly Value[], member: Value): boolean {
  for (const item of items) if (equals(item, member)) return true;
  return false;
}
