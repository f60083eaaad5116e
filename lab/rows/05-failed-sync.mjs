import { failEverywhere } from '../lib/fail-power.mjs';
import { recordRun } from '../lib/record-run.mjs';

/** Which of its syncs may fail: a cursor has only a few. */
const files = { 'journal.ndjson': [2, 7], 'claims.json.tmp': [1, 3], 'claims.dead.ndjson': [2, 7] };

export const row = {
  number: 5,
  promise: 'what a failed fsync was to cover is never called durable',
  async prove(lab) {
    const rounds = lab.pick(1, 8);
    let times = 0;
    for (const [file, [first, last]] of Object.entries(files)) {
      for (let round = 1; round <= rounds; round += 1) {
        const failing = `${file} ${first + lab.random.below(last - first + 1)}`;
        await failOneSync(lab, failing, `${file}-${round}`);
        times += 1;
      }
    }
    const tried =
      'EIO once, at a sync of the journal, the cursor or the dead letters, then a loss of power at any time';
    return { tried, times, lost: 0 };
  },
};

async function failOneSync(lab, failing, name) {
  const recording = await recordRun(lab, { name, failing });
  const { entries, ended } = recording;
  if (!entries.some(({ op }) => op === 'failed-sync')) lab.giveUp(`there was no sync "${failing}" to fail`, ended);
  if (failing.startsWith('journal') && (ended.code === 0 || !/ERR_JOURNAL_WRITE/.test(ended.stderr)))
    lab.fail('the run did not say that its journal could not be written', ended);
  if (ended.code === 0) checkReceipt(lab, failing, JSON.parse(ended.stdout));
  await failEverywhere(lab, recording, lab.pick(3, 20));
}

/** A delivery whose own files can't be written says so. */
function checkReceipt(lab, failing, { deliveries }) {
  const { state, trouble = '' } = deliveries.find(({ sink }) => sink === 'claims');
  if (state !== 'complete' && !/EIO/.test(trouble))
    lab.fail(`the receipt hides that the sync "${failing}" failed`, deliveries);
}
