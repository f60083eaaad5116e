import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { sendTo, startBatchReceiver } from '../lib/batch-receiver.mjs';
import { readReceipt } from '../lib/receipts.mjs';
import { configure, recordRunToDeliver } from '../lib/recorded-run.mjs';

export const row = {
  number: 7,
  promise: 'the order per run and sink stays, through retries, rejections and restarts',
  deadline: { short: 180 },
  async prove(lab) {
    const stories = lab.pick(3, 60);
    let [processes, requests] = [0, 0];
    for (let story = 1; story <= stories; story += 1) {
      const told = await tellStory(lab, story);
      processes += told.processes;
      requests += told.requests;
    }
    const notes = [`${processes} processes, ${requests} requests`];
    return {
      tried: 'a receiver that refuses, rejects, hangs and cuts, and a deliverer that is ended',
      times: stories,
      lost: 0,
      notes,
    };
  },
};

async function tellStory(lab, story) {
  const { random } = lab;
  const project = lab.makeProject(`project-${story}`, ['http']);
  const home = join(project, 'private');
  const idents = ['first', 'second'];
  const counts = [];
  for (const ident of idents) counts.push(await recordRunToDeliver(lab, project, ident, 150));
  const poison = new Set(idents.flatMap((ident) => [1, 2, 3].map(() => `${ident}:${1 + random.below(150)}`)));
  const offered = new Map();
  let [requests, deliverer, processes] = [0, undefined, 0];
  const receiver = await startBatchReceiver((records) => {
    requests += 1;
    checkSame(lab, offered, records);
    if (random.below(40) === 0) deliverer?.kill(random.pick(['SIGKILL', 'SIGINT', 'SIGTERM']));
    if (records.some(({ id }) => poison.has(id))) return { status: 422 };
    return random.below(4) > 0 ? { status: 204 } : misbehave(random);
  });
  const delivery = { batch_records: 1 + random.below(20), retry_initial: 0.002, retry_max: 0.01, attempt_timeout: 0.4 };
  configure(project, sendTo(receiver.url, { ...delivery, breaker_failures: 1e6 }));
  while (idents.some((ident) => readReceipt(home, ident)?.state !== 'complete')) {
    processes += 1;
    if (processes > 500) lab.fail('the delivery comes to no end');
    deliverer = lab.callboard(['deliver', home, '--all', '--quiet'], { cwd: project });
    const { code, signal, stderr } = await deliverer.ended;
    if (code !== 0 && code !== 1 && signal === null && code < 128) lab.fail('the delivery failed', { code, stderr });
    await wait(1);
  }
  await receiver.close();
  for (const [index, ident] of idents.entries()) {
    checkOrder(
      lab,
      receiver.arrived.filter(({ id }) => id.startsWith(`${ident}:`)),
      counts[index],
      ident,
      poison,
    );
    checkDead(lab, home, ident, poison);
  }
  return { processes, requests };
}

function misbehave(random) {
  const retryAfter = { status: 429, headers: { 'retry-after': '0' } };
  return random.pick(['cut', 'hang', { status: 503 }, { status: 500 }, retryAfter]);
}

function checkSame(lab, offered, records) {
  for (const { id, body } of records) {
    if ((offered.get(id) ?? body) !== body) lab.fail(`${id} was offered with other bytes`, [offered.get(id), body]);
    offered.set(id, body);
  }
}

/** Each arrives, for the first time in order. */
function checkOrder(lab, arrived, count, ident, poison) {
  const firsts = [...new Set(arrived.map(({ n }) => n))];
  const wanted = Array.from({ length: count }, (_, index) => index + 1).filter((n) => !poison.has(`${ident}:${n}`));
  const at = wanted.findIndex((n, index) => firsts[index] !== n);
  if (at !== -1 || firsts.length !== wanted.length)
    lab.fail(`${ident}: record ${wanted[at]} should have arrived, and ${firsts[at]} did`, {
      firsts,
      poison: [...poison],
    });
}

function checkDead(lab, home, ident, poison) {
  const path = join(home, 'artifacts', ident, 'delivery/http.dead.ndjson');
  const ids = readFileSync(path, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line).id);
  const wanted = [...poison].filter((id) => id.startsWith(`${ident}:`)).sort();
  if ([...new Set(ids)].sort().join() !== wanted.join())
    lab.fail(`${ident}: the dead letters are others`, { ids, wanted });
}
