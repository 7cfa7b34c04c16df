import { createHash, randomBytes } from 'node:crypto';
import { PythonError, typeError } from './python-error.ts';
import { isInt, PyFloat, type Value } from './value.ts';

/** What draws random bits: the operating system, or a generator with a seed. */
export interface RandomSource {
  /** An integer of this many random bits. */
  bits(count: number): bigint;
}

/** Python's `SystemRandom`. */
export const systemRandom: RandomSource = {
  bits(count) {
    const bytes = Math.ceil(count / 8);
    return BigInt(`0x0${randomBytes(bytes).toString('hex')}`) >> BigInt(bytes * 8 - count);
  },
};

/** A whole number below `limit`, drawn as CPython's `Random._randbelow` draws it, so that seeds give the same answers. */
export function randomBelow(source: RandomSource, limit: bigint): bigint {
  const width = limit.toString(2).length;
  let drawn = source.bits(width);
  while (drawn >= limit) drawn = source.bits(width);
  return drawn;
}

export function choose<T>(source: RandomSource, members: readonly T[]): T {
  if (members.length === 0) throw new PythonError('IndexError', 'Cannot choose from an empty sequence');
  return members[Number(randomBelow(source, BigInt(members.length)))] as T;
}

/** Python's `Random.shuffle`, in place. */
export function shuffle(source: RandomSource, members: Value[]): void {
  for (let index = members.length - 1; index > 0; index--) {
    const other = Number(randomBelow(source, BigInt(index + 1)));
    [members[index], members[other]] = [members[other] as Value, members[index] as Value];
  }
}

/** Python's `Random.randrange`. */
export function randomInRange(source: RandomSource, start: bigint, stop: bigint, step: bigint): bigint {
  const empty = `empty range for randrange() (${start}, ${stop}, ${step})`;
  if (step === 0n) throw new PythonError('ValueError', 'zero step for randrange()');
  const width = stop - start;
  if (step === 1n && width > 0n) return start + randomBelow(source, width);
  if (step === 1n)
    throw new PythonError('ValueError', `empty range for randrange() (${start}, ${stop}, ${width})`);
  const count = step > 0n ? (width + step - 1n) / step : (width + step + 1n) / step;
  if (count <= 0n) throw new PythonError('ValueError', empty);
  return start + step * randomBelow(source, count);
}

const stateSize = 624;

/** CPython's `Random(seed)`: a Mersenne twister. A seed is an int, a str, a float, a bool or None. */
export class SeededRandom implements RandomSource {
  readonly #state = new Uint32Array(stateSize);
  #at = stateSize;

  constructor(seed: Value) {
    this.#seedByArray(wordsOf(seedNumber(seed)));
  }

  bits(count: number): bigint {
    if (count <= 32) return BigInt(this.#word() >>> (32 - count));
    let out = 0n;
    for (let done = 0; done < count; done += 32) {
      const left = count - done;
      const word = left < 32 ? this.#word() >>> (32 - left) : this.#word();
      out |= BigInt(word) << BigInt(done);
    }
    return out;
  }

  #seedByOne(seed: number): void {
    const state = this.#state;
    state[0] = seed;
    for (let index = 1; index < stateSize; index++) {
      const before = state[index - 1] as number;
      state[index] = Math.imul(1812433253, before ^ (before >>> 30)) + index;
    }
  }

  #seedByArray(key: readonly number[]): void {
    const state = this.#state;
    this.#seedByOne(19650218);
    let at = 1;
    let keyAt = 0;
    const mixed = (factor: number): number => {
      const before = state[at - 1] as number;
      return (state[at] as number) ^ Math.imul(before ^ (before >>> 30), factor);
    };
    const advance = (): void => {
      if (++at < stateSize) return;
      state[0] = state[stateSize - 1] as number;
      at = 1;
    };
    for (let turn = Math.max(stateSize, key.length); turn > 0; turn--) {
      state[at] = mixed(1664525) + (key[keyAt] as number) + keyAt;
      advance();
      keyAt = (keyAt + 1) % key.length;
    }
    for (let turn = stateSize - 1; turn > 0; turn--) {
      state[at] = mixed(1566083941) - at;
      advance();
    }
    state[0] = 0x80000000;
  }

  #word(): number {
    if (this.#at >= stateSize) this.#twist();
    let word = this.#state[this.#at++] as number;
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    word ^= word >>> 18;
    return word >>> 0;
  }

  #twist(): void {
    const state = this.#state;
    for (let index = 0; index < stateSize; index++) {
      const joined =
        ((state[index] as number) & 0x80000000) | ((state[(index + 1) % stateSize] as number) & 0x7fffffff);
      state[index] =
        (state[(index + 397) % stateSize] as number) ^ (joined >>> 1) ^ (joined & 1 ? 0x9908b0df : 0);
    }
    this.#at = 0;
  }
}

/** `random.seed`, version 2: a str counts with its SHA-512 behind it, a number by its absolute value. */
function seedNumber(seed: Value): bigint {
  if (typeof seed === 'string') {
    const bytes = Buffer.from(seed);
    const digest = createHash('sha512').update(bytes).digest();
    return BigInt(`0x${Buffer.concat([bytes, digest]).toString('hex')}`);
  }
  if (typeof seed === 'boolean') return BigInt(seed);
  if (isInt(seed)) return BigInt(seed) < 0n ? -BigInt(seed) : BigInt(seed);
  if (seed instanceof PyFloat) return BigInt(Math.abs(seed.value));
  throw typeError('The only supported seed types are: None,\nint, float, str, bytes, and bytearray.');
}

function wordsOf(seed: bigint): number[] {
  const words: number[] = [];
  for (let rest = seed; rest > 0n; rest >>= 32n) words.push(Number(rest & 0xffffffffn));
  return words.length > 0 ? words : [0];
}
