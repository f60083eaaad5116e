import { describeMarginalCosts, describeTotals } from './describe-curve.mjs';
import { pickCosts } from './pick-costs.mjs';

/** After so many events memory must not grow any more: what it takes to start is in it then. */
const settled = 10_000;

/** How a curve of what an event costs is told and judged. */
export const perEvent = { unit: 'µs', of: 'events', scale: 1e6, atMost: 1.1 };

/**
 * Three curves: time and CPU that an event takes, by how many there are, and memory. None may grow with them.
 * @param {Record<number, { wall: number, cpu: number, memory: number }[]>} samples seconds, seconds and MiB by number of
 *   events
 * @param {typeof perEvent} [costs] without `atMost` where time and CPU are not to be judged
 */
export function describeEventCosts(what, samples, costs = perEvent) {
  const memory = { unit: 'MiB', of: 'events', since: settled, atMost: 64 };
  return [
    describeMarginalCosts(`${what}: time per event`, pickCosts(samples, 'wall'), costs),
    describeMarginalCosts(`${what}: CPU per event`, pickCosts(samples, 'cpu'), costs),
    describeTotals(`${what}: memory`, pickCosts(samples, 'memory'), memory),
  ];
}
