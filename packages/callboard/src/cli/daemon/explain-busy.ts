import { CallboardError } from '../../errors.js';

export function explainBusy(privateDataDir: string, pid: number): CallboardError {
  return new CallboardError(
    'ERR_RUN_ACTIVE',
    `Process ${pid} runs in ${privateDataDir} already. Wait for its end, or stop it: callboard stop ${privateDataDir}`,
  );
}
