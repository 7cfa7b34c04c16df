/** A piece that both sequences have: `size` elements from `a` on in the one and from `b` on in the other. */
interface MatchingBlock {
  readonly a: number;
  readonly b: number;
  readonly size: number;
}

/** A step that turns one sequence into the other: `from` and `to` are half-open ranges of the two. */
export interface EditStep {
  readonly kind: 'equal' | 'replace' | 'delete' | 'insert';
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
}

/** From this length on, elements that make up more than a hundredth of the second sequence don't anchor a match. */
const popularFrom = 200;

/**
 * Compares two lists of lines as Python's `difflib.SequenceMatcher` does with its defaults: the longest matching block
 * first, then to both sides of it; of equally long ones the earliest. Its results are what users see in diffs, so
 * the choice among several possible diffs must be the same.
 */
export class SequenceMatcher {
  readonly #a: readonly string[];
  readonly #b: readonly string[];
  /** Where each anchor stands in the second sequence. */
  readonly #places = new Map<string, number[]>();

  constructor(a: readonly string[], b: readonly string[]) {
    this.#a = a;
    this.#b = b;
    for (const [index, element] of b.entries()) {
      const places = this.#places.get(element);
      if (places) places.push(index);
      else this.#places.set(element, [index]);
    }
    this.#forgetPopular();
  }

  #forgetPopular(): void {
    const count = this.#b.length;
    if (count < popularFrom) return;
    const limit = Math.floor(count / 100) + 1;
    for (const [element, places] of this.#places) if (places.length > limit) this.#places.delete(element);
  }

  /** All steps in order. */
  steps(): EditStep[] {
    const steps: EditStep[] = [];
    let from = 0;
    let to = 0;
    for (const { a, b, size } of this.#blocks()) {
      const kind = from < a && to < b ? 'replace' : from < a ? 'delete' : to < b ? 'insert' : undefined;
      if (kind) steps.push({ kind, from: [from, a], to: [to, b] });
      from = a + size;
      to = b + size;
      if (size > 0) steps.push({ kind: 'equal', from: [a, from], to: [b, to] });
    }
    return steps;
  }

  /** Matching blocks in order, adjacent ones joined, an empty one at the end. */
  #blocks(): MatchingBlock[] {
    const found: MatchingBlock[] = [];
    const open: [number, number, number, number][] = [[0, this.#a.length, 0, this.#b.length]];
    for (let range = open.pop(); range; range = open.pop()) {
      const [aLow, aHigh, bLow, bHigh] = range;
      const block = this.#longest(aLow, aHigh, bLow, bHigh);
      if (block.size === 0) continue;
      found.push(block);
      if (aLow < block.a && bLow < block.b) open.push([aLow, block.a, bLow, block.b]);
      const aEnd = block.a + block.size;
      const bEnd = block.b + block.size;
      if (aEnd < aHigh && bEnd < bHigh) open.push([aEnd, aHigh, bEnd, bHigh]);
    }
    found.sort((one, other) => one.a - other.a || one.b - other.b);
    const joined: MatchingBlock[] = [];
    for (const block of found) {
      const last = joined.at(-1);
      if (last && last.a + last.size === block.a && last.b + last.size === block.b) {
        joined[joined.length - 1] = { ...last, size: last.size + block.size };
      } else joined.push(block);
    }
    return [...joined, { a: this.#a.length, b: this.#b.length, size: 0 }];
  }

  #longest(aLow: number, aHigh: number, bLow: number, bHigh: number): MatchingBlock {
    let best: MatchingBlock = { a: aLow, b: bLow, size: 0 };
    /** Length of the match that ends at each place of the second sequence. */
    let lengths = new Map<number, number>();
    for (let i = aLow; i < aHigh; i++) {
      const next = new Map<number, number>();
      for (const j of this.#places.get(this.#a[i] as string) ?? []) {
        if (j < bLow) continue;
        if (j >= bHigh) break;
        const size = (lengths.get(j - 1) ?? 0) + 1;
        next.set(j, size);
        if (size > best.size) best = { a: i - size + 1, b: j - size + 1, size };
      }
      lengths = next;
    }
    return this.#widened(best, aLow, aHigh, bLow, bHigh);
  }

  /** Popular elements to both sides belong to the block after all. */
  #widened(
    { a, b, size }: MatchingBlock,
    aLow: number,
    aHigh: number,
    bLow: number,
    bHigh: number,
  ): MatchingBlock {
    let before = 0;
    while (a - before > aLow && b - before > bLow && this.#a[a - before - 1] === this.#b[b - before - 1])
      before++;
    let end = size;
    while (a + end < aHigh && b + end < bHigh && this.#a[a + end] === this.#b[b + end]) end++;
    return { a: a - before, b: b - before, size: end + before };
  }
}
