/** What keeps what Ansible says goes first; who reads what is kept comes behind it. */
export type Work = 'keeping' | 'reading';

/** However much there is to keep, somebody may read at least so often. */
const longestWaitMs = 50;

const waiting: Record<Work, (() => void)[]> = { keeping: [], reading: [] };
let lastRead = 0;

/**
 * Resolves in a turn of the event loop that nobody else has who asks here. However many runs a process has, timers and
 * sockets are then kept waiting by a piece of one run's work at most, and not by a piece of each.
 */
export function takeTurn(work: Work): Promise<void> {
  return new Promise((resolve) => {
    if (!isAwaited()) setImmediate(grant);
    waiting[work].push(resolve);
  });
}

function grant(): void {
  const now = performance.now();
  const mayRead = waiting.keeping.length === 0 || now - lastRead > longestWaitMs;
  const next = (mayRead && waiting.reading.shift()) || waiting.keeping.shift();
  if (mayRead) lastRead = now;
  next?.();
  if (isAwaited()) setImmediate(grant);
}

function isAwaited(): boolean {
  return waiting.keeping.length + waiting.reading.length > 0;
}
