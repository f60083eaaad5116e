import type { Run } from '../run-handle.js';

const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** Exit code of a run that was stopped. */
const stopped = 254;

export interface SignalWatch {
  /** Aborted by the first signal. */
  readonly abort: AbortSignal;
  /** From now on the run can be told to hurry. */
  readonly attach: (run: Run) => void;
  readonly detach: () => void;
}

/** The first signal cancels the run and gives it time; the second stops it at once. */
export function cancelOnSignals(tell: (text: string) => void): SignalWatch {
  const controller = new AbortController();
  let run: Run | undefined;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (controller.signal.aborted) {
      tell('stopping at once.');
      // Nothing has been started yet: what the inputs wait for (a named pipe) may never come.
      if (!run) process.exit(stopped);
      run.cancel();
      return;
    }
    const again = signal === 'SIGINT' ? ' Ctrl-C again stops at once.' : '';
    tell(`${signal}: Ansible is told to stop, and has a moment to do so.${again}`);
    controller.abort();
  };
  for (const signal of stopSignals) process.on(signal, onSignal);
  return {
    abort: controller.signal,
    attach: (started) => {
      run = started;
    },
    detach: () => {
      for (const signal of stopSignals) process.off(signal, onSignal);
    },
  };
}
