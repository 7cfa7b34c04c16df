/** How many steps of a tree are asked about at once; enough to fill a slow link, few enough to stop soon after a failure. */
const window = 32;

/**
 * Yields items in order, each with what `start` returned for it. Starts the next items before they are their
 * turn.
 */
export function* startAhead<T, R>(items: readonly T[], start: (item: T) => R): Generator<readonly [T, R]> {
  const started: R[] = [];
  for (const [index, item] of items.entries()) {
    for (const next of items.slice(started.length, index + window)) started.push(start(next));
    yield [item, started[index] as R];
  }
}
