import type { RunOptions } from './config/run-options.js';

const askEveryMs = 500;

export interface StopActions {
  readonly cancel: () => void;
  readonly fail: (thrown: unknown) => void;
}

/** Asks the cancel callback and listens to the abort signal, until the returned function is called. */
export function watchForStop({ cancelCallback, signal }: RunOptions, { cancel, fail }: StopActions): () => void {
  if (signal?.aborted) cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  const timer = cancelCallback && askRepeatedly(cancelCallback, cancel, fail);
  return () => {
    signal?.removeEventListener('abort', cancel);
    clearInterval(timer);
  };
}

/** One question at a time: an answer may take longer than the interval. */
function askRepeatedly(
  ask: NonNullable<RunOptions['cancelCallback']>,
  cancel: () => void,
  fail: (thrown: unknown) => void,
): NodeJS.Timeout {
  let asking = false;
  const askOnce = async (): Promise<void> => {
    if (asking) return;
    asking = true;
    try {
      if (await ask()) {
        clearInterval(timer);
        cancel();
      }
    } catch (thrown) {
      clearInterval(timer);
      fail(thrown);
    } finally {
      asking = false;
    }
  };
  const timer = setInterval(() => void askOnce(), askEveryMs);
  return timer;
}
