import { setImmediate as nextTurn } from 'node:timers/promises';

let last: Promise<void> = Promise.resolve();

/**
 * Resolves in a turn of the event loop that nobody else has who asks here. However many runs a process has, timers and
 * sockets are then kept waiting by a piece of one run's work at most, and not by a piece of each.
 */
export function takeTurn(): Promise<void> {
  last = last.then(() => nextTurn());
  return last;
}
