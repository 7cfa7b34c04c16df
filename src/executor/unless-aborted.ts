/**
 * What the work gives, or undefined as soon as the signal is raised: then nobody waits for the work any more, nor hears
 * how it ends. Whatever it holds is let go of by whoever closes the run.
 */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  // Nobody waits for it once it has lost.
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
