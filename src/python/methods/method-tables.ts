import type { Value } from '../value.ts';
import type { Method } from './method.ts';

const tables = new Map<string, ReadonlyMap<string, Method>>();

export function findMethod(receiver: Value, name: string): Method | undefined {
  return tables.get(typeof receiver)?.get(name);
}
