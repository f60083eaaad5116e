import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { say } from '../../scripts/setup/say.mjs';
import { appendRecords } from '../lib/append-records.mjs';
import { describeSteps } from '../lib/describe-steps.mjs';
import { compareRounds, describeFigure } from '../lib/figures.mjs';
import { work } from '../lib/folders.mjs';
import { makeRecords } from '../lib/make-records.mjs';
import { replayWrites } from '../lib/replay-writes.mjs';

/** How many records a second the journal takes, beside a bare loop that writes and syncs the same bytes likewise. */
export async function measureAppend({ quick, rounds }) {
  mkdirSync(work, { recursive: true });
  const times = rounds ?? (quick ? 3 : 9);
  const some = makeRecords(quick ? 5000 : 20_000);
  const many = makeRecords(quick ? 50_000 : 200_000);
  return [
    ...(await compare('a sync for each record', some.slice(0, some.length / 20), 1, times)),
    ...(await compare('a sync for every 100 records', some, 100, times)),
    ...(await compare('as fast as it takes them', many, undefined, times)),
  ];
}

async function compare(what, records, perSync, rounds) {
  const [journal, bare] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    const path = join(work, `append-${perSync}-${round}`);
    // Ours always comes first: the bare loop does what ours did.
    const { seconds, groups } = await appendRecords(path, records, perSync);
    const bytes = readFileSync(path);
    const steps = describeSteps(bytes, groups);
    const began = performance.now();
    replayWrites(`${path}-bare`, bytes, steps);
    journal.push(records.length / seconds);
    bare.push(records.length / ((performance.now() - began) / 1000));
  }
  say(`  ${what}: ${rounds} rounds`);
  return [
    compareRounds(`journal, ${what}: ours ÷ a bare loop of write and fdatasync`, journal, bare, { beside: 'limit' }),
    describeFigure(`journal, ${what}`, journal, { unit: 'records/s' }),
  ];
}
