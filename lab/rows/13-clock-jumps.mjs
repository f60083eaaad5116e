import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../../scripts/setup/paths.mjs';
import { sendTo, startBatchReceiver } from '../lib/batch-receiver.mjs';
import { readRecords, readRun } from '../lib/read-run.mjs';
import { configure } from '../lib/recorded-run.mjs';
import { writeScenario } from '../lib/scenarios.mjs';

const hook = pathToFileURL(join(root, 'lab/hooks/jump-clock.mjs')).href;
/** After so many failures in a row nothing is sent for so many seconds. */
const breaker = { breaker_failures: 3, breaker_pause: 0.5 };

export const row = {
  number: 13,
  promise: 'a clock that jumps changes no pause and no order',
  async prove(lab) {
    const times = lab.pick(2, 30);
    const notes = [];
    for (let round = 1; round <= times; round += 1) notes.push(await jump(lab, round));
    return {
      tried: 'a run whose clock jumps by up to a day, while its receiver is down',
      times,
      lost: 0,
      notes: notes.slice(0, 1),
    };
  },
};

const downSeconds = 3;

async function jump(lab, round) {
  const project = lab.makeProject(`project-${round}`, ['http']);
  const home = join(project, 'private');
  let [began, attempts, last] = [undefined, 0, 0];
  const receiver = await startBatchReceiver(() => {
    began ??= performance.now();
    const isDown = performance.now() - began < downSeconds * 1000;
    if (isDown) attempts += 1;
    last = performance.now();
    return { status: isDown ? 503 : 204 };
  });
  configure(project, sendTo(receiver.url, { retry_initial: 0.02, retry_max: 0.1, ...breaker, drain_timeout: 30 }));
  const playbook = writeScenario(home, 'play', { events: 300, delayMs: 5 });
  const options = { privateDataDir: home, ident: 'run', binary: lab.fakeAnsible, playbook };
  const { ended } = lab.startRun(options, { cwd: project, nodeOptions: ['--import', hook] });
  const { code, stderr, stdout } = await ended;
  await receiver.close();
  if (code !== 0) lab.fail('a run whose clock jumps failed', { code, stderr });
  checkPauses(lab, { attempts, seconds: (last - began) / 1000, receipts: JSON.parse(stdout).deliveries });
  checkOrder(lab, home, receiver.arrived);
  return `${attempts} attempts in ${downSeconds} s of a receiver that is down`;
}

/** At least one for each pause of the breaker, and none within it. */
function checkPauses(lab, { attempts, seconds, receipts }) {
  const probes = downSeconds / breaker.breaker_pause;
  const most = breaker.breaker_failures + probes + 1;
  if (attempts > most) lab.fail(`${attempts} attempts in ${downSeconds} s: the pauses were shorter than they are set`);
  if (seconds > downSeconds + 5) lab.fail(`it came back ${Math.round(seconds - downSeconds)} s after the receiver`);
  const [receipt] = receipts;
  if (receipt.state !== 'complete') lab.fail('not everything arrived when the receiver was back', receipt);
}

function checkOrder(lab, home, arrived) {
  const { problems } = readRun(lab, join(home, 'artifacts/run'), join(home, 'play.oracle'));
  if (problems.length > 0) lab.fail('the run is not what was said', problems);
  const { records } = readRecords(readFileSync(join(home, 'artifacts/run/journal.ndjson')));
  const times = records.map(({ at }) => Date.parse(at));
  if (times.every((time, index) => index === 0 || time >= times[index - 1])) lab.giveUp('the clock never jumped back');
  const wrong = arrived.findIndex(({ n }, index) => n !== index + 1);
  if (wrong !== -1 || arrived.length !== records.length) lab.fail(`record ${wrong + 1} is out of order`, arrived);
}
