/**
 * Milliseconds before retry number `retry` (1, 2, …): random up to a limit that doubles each time ("full jitter"), so
 * that many runs that lost the same receiver don't come back at the same moment.
 */
export function chooseBackoff(
  retry: number,
  initialMs: number,
  maxMs: number,
  random: () => number = Math.random,
): number {
  const limit = Math.min(maxMs, initialMs * 2 ** Math.min(retry - 1, 30));
  return Math.round(random() * limit);
}

/** Waits on the monotonic clock. False when the signal cut it short. */
export async function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return false;
  return await new Promise((resolve) => {
    const end = (full: boolean): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cut);
      resolve(full);
    };
    const cut = (): void => end(false);
    const timer = setTimeout(() => end(true), ms);
    signal.addEventListener('abort', cut, { once: true });
  });
}
