// One scenario: run both sides, compare, and tell what is meant from what is not.
import { arrange } from './arrange.mjs';
import { collect } from './collect.mjs';
import { compare } from './compare.mjs';
import { FOLDED } from './differences.mjs';
import { execute } from './execute.mjs';
import { findDeclaration, findDisappointments } from './find-declaration.mjs';
import { foldWarnings, isOutside } from './fold-warnings.mjs';
import { scenarios } from './scenarios.mjs';

const BOTH = [
  ['peer', 'peer'],
  ['ours', 'ours'],
];
const TWICE = [
  ['peer', 'one'],
  ['peer', 'two'],
];

/**
 * @typedef {{
 *   milliseconds: number, failure?: string,
 *   declared: object[], undeclared: import('./compare.mjs').Difference[]
 * }} Outcome `failure`: the comparison itself could not be made
 * @param {string} name
 * @param {{ ansible: object, base: string, self: boolean }} how
 * @returns {Promise<Outcome>}
 */
export async function runScenario(name, { ansible, base, self }) {
  const scenario = scenarios[name];
  const of = { scenario: name, version: ansible.version, self };
  const begun = Date.now();
  try {
    const found = [];
    for (const [side, label] of self ? TWICE : BOTH) {
      found.push(await collect(scenario, await execute(scenario, { name, side, label, base, ansible })));
    }
    const outside = found.some(({ events }) => events.some(isOutside));
    const folded = self ? 0 : fold(...found);
    const [peer, ours] = found.map((side) => arrange(scenario, side, outside));
    const outcome = judge(of, compare(scenario, peer, ours));
    if (folded > 0) outcome.declared.push({ where: 'events', peer: folded, ours: 0, declaration: FOLDED });
    const disappointments = self ? [] : findDisappointments(of, ours);
    outcome.undeclared.push(...disappointments.map((entry) => ({ where: `expected: ${entry}` })));
    return { milliseconds: Date.now() - begun, ...outcome };
  } catch (error) {
    return { milliseconds: Date.now() - begun, failure: error.stack, declared: [], undeclared: [] };
  }
}

/** @param {Outcome} outcome */
export const isBad = (outcome) => Boolean(outcome.failure) || outcome.undeclared.length > 0;

function fold(peer, ours) {
  const { events, folded } = foldWarnings(peer.events, ours.events);
  peer.events = events;
  if (folded > 0 && peer.result) peer.result.events = events.map((event) => event.counter);
  return folded;
}

function judge(of, found) {
  const outcome = { declared: [], undeclared: [] };
  for (const difference of found) {
    const declaration = findDeclaration(of, difference);
    if (declaration) outcome.declared.push({ ...difference, declaration });
    else outcome.undeclared.push(difference);
  }
  return outcome;
}
