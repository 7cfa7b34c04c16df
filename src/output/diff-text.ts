import type { Value } from '../python/value.ts';
import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import type { Display } from './display.ts';

/** Placeholder */
export function diffText(diff: Value, _options: { readonly context: number; readonly display: Display }): string {
  return diff instanceof Dict && diff.has('prepared') ? str(diff.get('prepared') ?? '') : '';
}
