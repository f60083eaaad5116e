// npm run bench -- [--quick] [--only name,…] [--ansible folder] [--rounds N] [--last] [--write-chart] [--write-figures]
import { mkdirSync, rmSync } from 'node:fs';
import { runMain, SetupError, say } from '../scripts/setup/say.mjs';
import { describeMachine } from './lib/describe-machine.mjs';
import { findLastResult } from './lib/find-last-result.mjs';
import { work } from './lib/folders.mjs';
import { prepareContestants } from './lib/prepare-contestants.mjs';
import { readArguments } from './lib/read-arguments.mjs';
import { printReport, saveResult } from './lib/report.mjs';
import { writeChart, writeFigures } from './lib/write-documents.mjs';
import { measureAppend } from './measures/append.mjs';
import { measureBacklog } from './measures/backlog.mjs';
import { measureContest } from './measures/contest.mjs';
import { measureCrowd } from './measures/crowd.mjs';
import { measureDelivering } from './measures/delivering.mjs';
import { measureGrowth } from './measures/growth.mjs';
import { measureHandlers } from './measures/handlers.mjs';
import { measureMillion } from './measures/million.mjs';
import { measureOneTask } from './measures/one-task.mjs';
import { measurePlays } from './measures/plays.mjs';
import { measureReading } from './measures/reading.mjs';
import { measureRemote } from './measures/remote.mjs';
import { measureRetrieval } from './measures/retrieval.mjs';
import { measureSinks } from './measures/sinks.mjs';
import { measureStartup } from './measures/startup.mjs';
import { measureThroughput } from './measures/throughput.mjs';

const measures = {
  startup: measureStartup,
  'one-task': measureOneTask,
  plays: measurePlays,
  contest: measureContest,
  handlers: measureHandlers,
  append: measureAppend,
  growth: measureGrowth,
  reading: measureReading,
  delivering: measureDelivering,
  crowd: measureCrowd,
  retrieval: measureRetrieval,
  million: measureMillion,
  sinks: measureSinks,
  throughput: measureThroughput,
  backlog: measureBacklog,
  remote: measureRemote,
};

await runMain(async () => {
  const chosen = readArguments(process.argv.slice(2), Object.keys(measures));
  const result = chosen.last ? findLastResult(chosen.only) : await measureAll(chosen);
  console.log(printReport(result));
  if (!chosen.last) say(`kept in ${saveResult(result)}`);
  if (chosen.chart) say(`wrote ${writeChart(result)}`);
  if (chosen.figures) say(`wrote ${writeFigures(result)}`);
  return result.rows.some(({ met }) => met === false) ? 1 : 0;
});

/** @returns {Promise<import('./lib/lay-out.mjs').Result>} */
async function measureAll(chosen) {
  const contestants = await prepareContestants(chosen.ansible);
  const machine = describeMachine(contestants);
  const began = performance.now();
  const rows = [];
  mkdirSync(work, { recursive: true });
  try {
    for (const name of chosen.only) {
      say(`measuring ${name}`);
      rows.push(...(await measure(name, { ...chosen, contestants })));
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  const minutes = (performance.now() - began) / 60_000;
  return { ...machine, minutes, quick: chosen.quick, measures: chosen.only, rows };
}

/** A measure that can't be taken is a target missed; the others still count. */
async function measure(name, context) {
  try {
    const rows = await measures[name](context);
    return rows.map((row) => ({ measure: name, ...row }));
  } catch (error) {
    say(`${name}: ${error instanceof SetupError ? error.message : error.stack}`);
    return [{ measure: name, figure: 'could not be taken', met: false, unit: '' }];
  }
}
