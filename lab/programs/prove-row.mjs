// One row, in a process of its own: what it takes with it when it falls is nobody else's. Forked by lib/prove-row.mjs.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { makeLab } from '../lib/make-lab.mjs';
import { endChildren } from '../lib/start-child.mjs';

const job = JSON.parse(process.argv[2]);
const { row } = await import(pathToFileURL(job.path).href);
const lab = makeLab({ ...job, number: row.number, log: (text) => process.send({ log: text }) });
process.send({ outcome: await prove() }, () => process.exit());

async function prove() {
  try {
    const proof = await row.prove(lab);
    return { state: proof.skipped === undefined ? 'held' : 'skipped', ...proof };
  } catch (thrown) {
    keepEvidence(thrown);
    const { isUnfit = false } = thrown ?? {};
    return {
      state: 'failed',
      isUnfit,
      seen: thrown?.name === 'LabFailure' ? thrown.message : String(thrown?.stack ?? thrown),
    };
  } finally {
    await endChildren();
  }
}

function keepEvidence({ message, stack, evidence }) {
  const text = JSON.stringify({ message, stack, evidence, seed: lab.seed, scale: lab.scale }, null, 2);
  writeFileSync(join(lab.directory, 'evidence.json'), `${text}\n`);
}
