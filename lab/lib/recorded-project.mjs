import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeRecordedRun } from '@callboard/testkit';

/**
 * A project with the HTTP sink and a recorded run, `past`, that it has not been sent.
 * @returns what it is called with: `deliver` to the end, or until something goes wrong, and what is known then
 */
export function makeRecordedProject(lab, name, settings, count = 12) {
  const delivery = { retry_initial: 0.02, retry_max: 0.1, breaker_pause: 0.1 };
  const project = lab.makeProject(name, ['http'], { runner_http_proxy: 'none', ...settings, delivery });
  const directory = join(project, 'private');
  writeRecordedRun(directory, 'past', count);
  const call = (...words) => lab.callboard(words, { cwd: project }).ended;
  return {
    directory,
    count,
    ids: Array.from({ length: count }, (_, at) => `past:${at + 1}`),
    deliver: () => call('deliver', directory, '--all'),
    deliverUntilTrouble: async () => {
      const child = lab.callboard(['deliver', directory, '--all'], { cwd: project });
      await child.said(/; trying again/);
      child.kill('SIGTERM');
      return await child.ended;
    },
    readReceipt: () => JSON.parse(readFileSync(join(directory, 'artifacts/past/delivery/http.json'), 'utf8')),
    listDead: async () =>
      (await call('deliveries', directory, '--dead', '--json')).stdout
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
  };
}

/** The records' ids, as the receiver was told them. */
export function listReceived({ received }) {
  return received.map(({ headers }) => headers['idempotency-key']);
}
