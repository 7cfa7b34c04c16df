import type { Keywords } from '../callable.ts';
import type { Value } from '../value.ts';

/** A method of a built-in type: the receiver is of the table's type. */
export type Method<T extends Value = Value> = (receiver: T, args: readonly Value[], keywords: Keywords | undefined) => Value;
