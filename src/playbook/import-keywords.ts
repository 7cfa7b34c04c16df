import type { Value } from '../python/value.ts';
import { findKeyword } from './keywords/table.ts';

/** Keywords of an import that what it imports inherits, its `vars` among them. */
export function inheritedByImport(keywords: ReadonlyMap<string, Value>): Map<string, Value> {
  return new Map(
    [...keywords].filter(([name]) => name === 'vars' || findKeyword(name)?.inheritance !== 'own'),
  );
}
