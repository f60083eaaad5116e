import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { sendTo, startBatchReceiver } from '../lib/batch-receiver.mjs';
import { configure, recordRunToDeliver } from '../lib/recorded-run.mjs';

const batch = 20;
/** Without a durable cursor: 500 records or 10 batches. Beyond that the batch in flight, and one that was answered. */
const mostRepeats = 500 + 2 * batch;

export const row = {
  number: 6,
  promise: 'a crash repeats no more than 500 records and what was in flight, with the same ids and the same bytes',
  async prove(lab) {
    const runs = lab.pick(1, 12);
    let [times, most, records] = [0, 0, 0];
    for (let run = 1; run <= runs; run += 1) {
      const seen = await killDeliverer(lab, run);
      times += seen.kills;
      most = Math.max(most, seen.most);
      records += seen.records;
    }
    const notes = [`${records.toLocaleString('en-GB')} records; at most ${most} were repeated after a kill`];
    return { tried: 'kill -9 of the process that delivers over HTTP', times, lost: 0, notes };
  },
};

async function killDeliverer(lab, round) {
  const project = lab.makeProject(`project-${round}`, ['http']);
  const records = await recordRunToDeliver(lab, project, 'run', lab.pick(6000, 20_000));
  let [killAt, deliverer, kills] = [0, undefined, 0];
  const receiver = await startBatchReceiver(async () => {
    // In the middle of a request: whether it has come, its sender will never know.
    if (receiver.arrived.length < killAt) return { status: 204 };
    const { waitMs, answer } = chooseEnd(lab, kills);
    await wait(waitMs);
    deliverer.kill('SIGKILL');
    return answer;
  });
  const settings = sendTo(receiver.url, { batch_records: batch, retry_initial: 0.01 });
  // Nobody tries again while it waits to be killed.
  configure(project, { ...settings, runner_http_timeout: 10, runner_http_headers_timeout: 10 });
  let [most, before] = [0, 0];
  for (let code; code !== 0; ) {
    const many = kills === 1 ? 1000 : 300 + lab.random.below(records / 4);
    killAt = kills < lab.pick(6, 15) ? before + many : Infinity;
    deliverer = lab.callboard(['deliver', join(project, 'private'), '--all', '--quiet'], { cwd: project });
    const ended = await deliverer.ended;
    ({ code } = ended);
    if (code !== 0 && ended.signal !== 'SIGKILL') lab.fail('the delivery failed', ended);
    most = Math.max(most, countRepeats(lab, receiver.arrived, before));
    if (code !== 0) kills += 1;
    before = receiver.arrived.length;
  }
  await receiver.close();
  const missing = records - new Set(receiver.arrived.map(({ id }) => id)).size;
  if (missing > 0) lab.fail(`${missing} of ${records} records never arrived`);
  return { kills, most, records };
}

/** A cursor that is ahead of its answers has time to be written, or one that is behind has none: once each for certain. */
function chooseEnd({ random }, kills) {
  if (kills === 0) return { waitMs: 700, answer: 'lost' };
  return { waitMs: kills === 1 ? 0 : random.pick([0, 700]), answer: random.pick(['cut', 'lost']) };
}

function countRepeats(lab, arrived, before) {
  const earlier = new Map(arrived.slice(0, before).map(({ id, body }) => [id, body]));
  const repeated = arrived.slice(before).filter(({ id }) => earlier.has(id));
  const changed = repeated.find(({ id, body }) => earlier.get(id) !== body);
  if (changed) lab.fail(`${changed.id} came again with other bytes`, { changed, before: earlier.get(changed.id) });
  const within = arrived.slice(before).map(({ id }) => id);
  if (new Set(within).size < within.length) lab.fail('a record was sent twice though its answer came');
  if (repeated.length > mostRepeats) lab.fail(`${repeated.length} records were repeated after one kill`);
  return repeated.length;
}
