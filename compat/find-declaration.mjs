// Is a difference one of those that are meant?
import { isAtLeast } from '../scripts/setup/ansible-series.mjs';
import { differences } from './differences.mjs';

/**
 * @typedef {{ scenario: string, version: string, self: boolean }} Subject `self`: the peer is compared with itself
 * @param {Subject} of
 * @param {import('./compare.mjs').Difference} difference
 * @returns {string | undefined} the name of the entry that declares it
 */
export function findDeclaration(of, { where, peer, ours }) {
  const candidates = differences.filter((entry) => (of.self ? entry.peerAlone : isAbout(entry, of)));
  const matches = ({ where: place, holds }) => place.test(where) && (of.self || (holds?.(peer, ours) ?? true));
  return candidates.find(matches)?.name;
}

/**
 * @param {Subject} of
 * @param {Record<string, any>} ours arranged
 * @returns {string[]} names of entries whose expectation of ours does not hold
 */
export function findDisappointments(of, ours) {
  return differences
    .filter((entry) => entry.expect && isAbout(entry, of) && !entry.expect(ours))
    .map(({ name }) => name);
}

const isAbout = ({ scenarios = /^/, since = '0.0' }, { scenario, version }) =>
  scenarios.test(scenario) && isAtLeast(version, since);
