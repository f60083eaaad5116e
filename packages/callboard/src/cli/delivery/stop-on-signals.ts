const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** As a shell says it of SIGINT. */
const interrupted = 130;

export interface StopWatch {
  readonly signal: AbortSignal;
  readonly detach: () => void;
}

/** The first signal, or the end of the time, asks for an end in order; a second signal doesn't wait. */
export function stopOnSignals(tell: (text: string) => void, timeoutSeconds?: number): StopWatch {
  const controller = new AbortController();
  const timer =
    timeoutSeconds === undefined
      ? undefined
      : setTimeout(() => {
          tell(`${timeoutSeconds} s are over.`);
          controller.abort();
        }, timeoutSeconds * 1000);
  const onSignal = (signal: NodeJS.Signals): void => {
    if (controller.signal.aborted) process.exit(interrupted);
    tell(`${signal}: stopping; what has arrived is remembered.`);
    controller.abort();
  };
  for (const signal of stopSignals) process.on(signal, onSignal);
  return {
    signal: controller.signal,
    detach: () => {
      clearTimeout(timer);
      for (const signal of stopSignals) process.off(signal, onSignal);
    },
  };
}
