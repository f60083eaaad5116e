import { isTerminalStatus, type StatusName } from '@callboard/contract';
import type { RunFacts } from '../../retrieval/run-facts.js';
import type { Look } from './style.js';

const looks: { readonly [Name in StatusName]: Look } = {
  starting: 'cyan',
  running: 'cyan',
  successful: 'green',
  failed: 'red',
  timeout: 'red',
  canceled: 'yellow',
  error: 'red',
};

/**
 * How a run's status reads. Ours is running, or was cut off, or is out of sight; what Python's runner has not ended may
 * be either, and nothing on disk tells.
 */
export function describeStatus({
  status,
  cutOff,
  isRunning,
  isOutOfSight,
}: Pick<RunFacts, 'status' | 'cutOff' | 'isRunning' | 'isOutOfSight'>): {
  readonly text: string;
  readonly look: Look;
} {
  if (isOutOfSight) return { text: 'out of sight', look: 'yellow' };
  if (!cutOff && !isRunning && !isTerminalStatus(status)) return { text: 'unfinished', look: 'yellow' };
  return cutOff ? { text: 'cut off', look: 'red' } : { text: status, look: looks[status] };
}
