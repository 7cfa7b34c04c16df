import type { Value } from '../value.ts';
export function percentFormat(_format: string, _args: Value): string {
  return '';
}
