import { readFileSync, readdirSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** How many descriptors this process may have, and has. */
export interface DescriptorGauge {
  /** Infinity where nothing limits them. */
  readonly limit: number;
  open(): number;
}

/** Of this process. Node has raised the soft limit to the hard one when it started. */
export function processDescriptors(): DescriptorGauge {
  return { limit: openFilesLimit(), open: openDescriptors };
}

function openFilesLimit(): number {
  try {
    const found = /^Max open files\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'latin1'))?.[1];
    if (found !== undefined) return limitOf(found);
  } catch {
    // No Linux.
  }
  // A child has the limits of its parent.
  return limitOf(spawnSync('/bin/sh', ['-c', 'ulimit -n'], { encoding: 'latin1' }).stdout?.trim() ?? '');
}

function limitOf(text: string): number {
  const number = Number(text);
  return text === '' || Number.isNaN(number) ? Number.POSITIVE_INFINITY : number;
}

function openDescriptors(): number {
  try {
    // But for the one that reads the directory.
    return readdirSync('/dev/fd').length - 1;
  } catch (error) {
    return isShortage(error) ? Number.POSITIVE_INFINITY : 0;
  }
}

/** Whether an error, or what caused it, says that the system has no descriptor or process left. */
export function isShortage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? error.code : undefined;
  if (code === 'EMFILE' || code === 'ENFILE') return true;
  if (code === 'EAGAIN' && 'syscall' in error && String(error.syscall).startsWith('spawn')) return true;
  return isShortage(error.cause);
}

/** Milliseconds. Other parts keep files open for moments, but connections for whole tasks. */
const longestShortage = 30_000;
const pause = 200;

/**
 * Repeats the work while it fails for want of descriptors, for 30 s at most. Then throws the work's own
 * error.
 */
export async function whileShort<T>(
  work: () => Promise<T>,
  options: {
    readonly signal?: AbortSignal | undefined;
    /** Called at every failure for want of descriptors. */
    readonly onShortage?: () => void;
    /** Which failures are for want of descriptors; by default those of this process. */
    readonly isShort?: (error: unknown) => boolean;
    readonly now?: () => number;
    readonly wait?: (milliseconds: number) => Promise<unknown>;
  } = {},
): Promise<T> {
  const { signal, onShortage, isShort = isShortage, now = () => performance.now() } = options;
  const wait = options.wait ?? ((milliseconds) => sleep(milliseconds, undefined, signal ? { signal } : {}));
  const end = now() + longestShortage;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isShort(error) || now() >= end) throw error;
      onShortage?.();
      await wait(pause);
    }
  }
}
