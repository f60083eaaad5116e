import { getEventListeners } from 'node:events';

/** An AbortController for one attempt. */
export interface LentController {
  readonly controller: AbortController;
  times: number;
}

/** AbortSignal.any leaves a trace in its source that nobody sees: a signal doesn't serve for ever. */
const mostTimes = 1000;

const spare: LentController[] = [];

/** Where records travel alone, making a new one for each would cost a fifth of all the runner does for it. */
export function lendController(): LentController {
  return spare.pop() ?? { controller: new AbortController(), times: 0 };
}

/** Takes it back unless it was aborted, or somebody still listens: its next attempt is not theirs. */
export function takeBack(lent: LentController): void {
  const { signal } = lent.controller;
  lent.times += 1;
  if (signal.aborted || lent.times === mostTimes || getEventListeners(signal, 'abort').length > 0) return;
  spare.push(lent);
}
