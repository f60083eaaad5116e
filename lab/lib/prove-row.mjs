import { fork } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/setup/paths.mjs';
import { programs } from './folders.mjs';

const usualDeadline = { short: 120, long: 3600 };

/**
 * Lets a row try to break the product.
 * @typedef {object} Outcome
 * @property {number} number
 * @property {string} promise
 * @property {'held' | 'failed' | 'skipped'} state
 * @property {string} [seen] why it failed
 * @property {string} [evidence] the directory that holds it
 * @property {number} seconds
 *
 * @param {{ scale: string, seed: number, env: NodeJS.ProcessEnv, directory: string, productDirectory?: string,
 *   log: (text: string) => void }} how
 * @returns {Promise<Outcome & import('./load-rows.mjs').Proof>}
 */
export async function proveRow({ number, promise, path, deadline }, { log, env, ...how }) {
  const began = performance.now();
  rmSync(how.directory, { recursive: true, force: true });
  mkdirSync(how.directory, { recursive: true });
  const job = { productDirectory: root, ...how, path, env };
  const limit = { ...usualDeadline, ...deadline }[how.scale];
  const outcome = await proveInChild(job, limit, log);
  if (outcome.state === 'failed') outcome.evidence = how.directory;
  else rmSync(how.directory, { recursive: true, force: true });
  return { number, promise, ...outcome, seconds: (performance.now() - began) / 1000 };
}

function proveInChild(job, limit, log) {
  return new Promise((resolve) => {
    let outcome = { state: 'failed', seen: `it was not done within ${limit} s` };
    // A group of its own, so that what it has started goes with it.
    const child = fork(join(programs, 'prove-row.mjs'), [JSON.stringify(job)], { env: job.env, detached: true });
    const timer = setTimeout(() => process.kill(-child.pid, 'SIGKILL'), limit * 1000);
    child.on('message', (message) => {
      if (message.log) log(message.log);
      if (message.outcome) outcome = message.outcome;
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      if (code && outcome.state === 'failed' && !('evidence' in outcome)) outcome.seen += ` (exit code ${code})`;
      resolve(outcome);
    });
  });
}
