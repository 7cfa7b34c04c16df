/**
 * Returns what the work returns, or undefined as soon as the signal is aborted. The work's later result or
 * error is dropped. Whoever closes the run releases what the work holds.
 */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  // Drops an error that comes after the signal.
  work.catch(() => undefined);
  if (signal.aborted) return undefined;
  let stopWaiting: () => void = () => undefined;
  const aborted = new Promise<undefined>((resolve) => {
    stopWaiting = () => resolve(undefined);
  });
  signal.addEventListener('abort', stopWaiting, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  } finally {
    signal.removeEventListener('abort', stopWaiting);
  }
}
