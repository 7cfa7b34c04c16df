import { OMIT } from '../python/omit.ts';
import { str } from '../python/repr.ts';
import type { Value } from '../python/value.ts';
import { toNumber } from '../executor/conversions.ts';

/**
 * The hosts of a play in the batches that `serial` asks for: numbers or percentages, the last one of a list for all that
 * is left. No `serial`, or zero, is one batch.
 */
export function serialBatches(hosts: readonly string[], serial: Value | undefined): string[][] {
  const sizes =
    serial === undefined || serial === null || serial === OMIT
      ? []
      : Array.isArray(serial)
        ? serial
        : [serial];
  const batches: string[][] = [];
  let left = [...hosts];
  for (let index = 0; left.length > 0; index++) {
    const written = sizes[Math.min(index, sizes.length - 1)];
    const size = written === undefined ? 0 : batchSize(written, hosts.length);
    if (size <= 0) return [...batches, left];
    batches.push(left.slice(0, size));
    left = left.slice(size);
  }
  return batches;
}

function batchSize(written: Value, total: number): number {
  const text = str(written).trim();
  if (!text.endsWith('%')) return Math.trunc(toNumber('serial', written));
  const share = Math.trunc((toNumber('serial', text.slice(0, -1)) / 100) * total);
  return share === 0 ? 1 : share;
}
