/** Milliseconds. */
export interface Patience {
  /** For the first end, and again after each end for the next one. */
  readonly quiet: number;
  /** For all of them, once somebody is in a hurry. */
  readonly hurried: number;
  readonly hurry?: AbortSignal | undefined;
}

/**
 * Waits until all have ended, or the rest takes too long. A stuck one costs its own time, not that of all the
 * others.
 */
export function awaitEnds(ends: readonly Promise<unknown>[], patience: Patience): Promise<void> {
  const { quiet, hurried, hurry } = patience;
  return new Promise((resolve) => {
    let left = ends.length;
    let timer: NodeJS.Timeout | undefined;
    const giveUpAfter = (milliseconds: number): void => {
      clearTimeout(timer);
      timer = setTimeout(finish, milliseconds);
    };
    const onHurry = (): void => giveUpAfter(hurried);
    const finish = (): void => {
      clearTimeout(timer);
      hurry?.removeEventListener('abort', onHurry);
      resolve();
    };
    if (left === 0) return finish();
    giveUpAfter(hurry?.aborted === true ? hurried : quiet);
    hurry?.addEventListener('abort', onHurry, { once: true });
    const onEnd = (): void => {
      left -= 1;
      if (left === 0) finish();
      else if (hurry?.aborted !== true) giveUpAfter(quiet);
    };
    for (const end of ends) end.then(onEnd, onEnd);
  });
}
