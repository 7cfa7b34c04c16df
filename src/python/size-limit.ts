import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { PythonError } from './python-error.ts';
import type { Value } from './value.ts';

/**
 * How large one value may become while a template computes it. Python would go on until the machine's memory is
 * used up; here that would end the whole run, so that the computation fails instead.
 */
export const longestText = 2 ** 27;
export const mostMembers = 10_000_000;
/** Of one integer: V8 computes with no more than 2^30, and for minutes with those. */
export const mostBits = 2 ** 25;

/** Values from here on are worth a look at the whole memory. */
const largeText = 2 ** 20;
const largeList = 100_000;
/** How much of V8's heap templates may fill: the rest is for printing what they give. */
const share = 0.28;

export function resultTooLarge(what: string): PythonError {
  return new PythonError('MemoryError', `result too large: ${what}`);
}

/** Throws MemoryError where a text of this length may not be made. */
export function requireTextRoom(length: number): void {
  if (length > longestText)
    throw resultTooLarge(`a text of ${length} characters, where ${longestText} are the most`);
}

/** Throws MemoryError where a list of this length may not be made. */
export function requireListRoom(length: number): void {
  if (length > mostMembers)
    throw resultTooLarge(`a list of ${length} members, where ${mostMembers} are the most`);
}

/** `text` so many times over. Throws MemoryError where that is too long. */
export function repeatText(text: string, count: number): string {
  if (count <= 0) return '';
  requireTextRoom(text.length * count);
  return text.repeat(count);
}

/** The parts of a text between separators. Throws MemoryError for too many. */
export function splitText(text: string, separator: string | RegExp): string[] {
  const parts = text.split(separator, mostMembers + 1);
  requireListRoom(parts.length);
  return parts;
}

/** How often a text, which is not empty, stands in another, none of them overlapping. */
export function occurrences(text: string, wanted: string): number {
  let count = 0;
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) count++;
  return count;
}

/** The text with each `wanted` replaced. Throws MemoryError where that is too long, or too much work for V8's memory. */
export function replaceText(text: string, wanted: string, replacement: string): string {
  if (text.length * Math.max(1, replacement.length) > mostMembers) {
    const count = occurrences(text, wanted);
    requireTextRoom(text.length + count * (replacement.length - wanted.length));
    requireListRoom(count);
  }
  return text.replaceAll(wanted, () => replacement);
}

/** The value itself. Throws MemoryError where it is too large, or where there is too little memory left beside it. */
export function withinLimits(value: Value): Value {
  if (typeof value === 'string') {
    if (value.length < largeText) return value;
    requireTextRoom(value.length);
    requireMemory();
  } else if (Array.isArray(value)) {
    if (value.length < largeList) return value;
    requireListRoom(value.length);
    requireMemory();
  }
  return value;
}

/** Throws MemoryError where what is held leaves too little of the memory, after a look at what is not needed any more. */
export function requireMemory(): void {
  if (memoryInUse() < 1) return;
  collectGarbage();
  if (memoryInUse() >= 1) throw resultTooLarge('there is too little memory left');
}

/** As a share of what may be used. */
function memoryInUse(): number {
  const { used_heap_size: used, external_memory: external, heap_size_limit: limit } = getHeapStatistics();
  return (used + external) / (limit * share);
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') collect();
}

/**
 * V8's own limits, reached before ours was asked for: a text, an array or an integer that it cannot hold. Undefined for
 * any other error, a stack that is full among them.
 */
export function exhaustion(error: unknown): PythonError | undefined {
  if (
    !(error instanceof RangeError) ||
    !/^Invalid (?:string|array|typed array) length|BigInt|^Array buffer allocation|^Cannot create a string longer|count value|out of range/i.test(
      error.message,
    )
  )
    return undefined;
  return new PythonError('MemoryError', 'result too large', { cause: error });
}
