import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeRun } from './write-run.mjs';

/**
 * A project with the HTTP sink and a recorded run, `past`, that it has not been sent.
 * @param {{ events?: readonly object[], env?: NodeJS.ProcessEnv }} [more] events: what it says, members as in an event
 * @returns what it is called with: `deliver` to the end, or until something goes wrong, and what is known then
 */
export function makeRecordedProject(lab, name, settings, { events = makeEvents(9), env = {} } = {}) {
  const delivery = { retry_initial: 0.02, retry_max: 0.1, breaker_pause: 0.1 };
  const project = lab.makeProject(name, ['http'], { runner_http_proxy: 'none', ...settings, delivery });
  const directory = join(project, 'private');
  const artifactDir = writeRun(directory, 'past', events);
  const count = events.length + 3;
  const call = (...words) => lab.callboard([...words, directory], { cwd: project, env: { ...lab.env, ...env } });
  return {
    directory,
    count,
    ids: Array.from({ length: count }, (_, at) => `past:${at + 1}`),
    startDelivery: () => call('deliver', '--all'),
    deliver: () => call('deliver', '--all').ended,
    deliverUntilTrouble: async () => {
      const child = call('deliver', '--all');
      await child.said(/; trying again/);
      child.kill('SIGTERM');
      return await child.ended;
    },
    readReceipt: () => JSON.parse(readFileSync(join(artifactDir, 'delivery/http.json'), 'utf8')),
    readDeadLetters: async () =>
      (await call('deliveries', '--dead', '--json').ended).stdout
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
  };
}

export function makeEvents(count, more = {}) {
  return Array.from({ length: count }, () => more);
}

/** The records' ids, as the receiver was told them. */
export function listReceived({ received }) {
  return received.map(({ headers }) => headers['idempotency-key']);
}
