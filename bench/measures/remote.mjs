import { randomFillSync } from 'node:crypto';
import { closeSync, mkdirSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describeFigure, describeRatios } from '../lib/figures.mjs';
import { work } from '../lib/folders.mjs';
import { makeWorkerStream } from '../lib/make-worker-stream.mjs';
import { measureCommand } from '../lib/measure-command.mjs';
import { inMemoryFolder } from '../lib/memory-folder.mjs';
import { measureEventFile, writeFilesBarely } from '../lib/write-files-barely.mjs';

const mebibyte = 2 ** 20;

/** How fast what a worker says becomes a run, and what a large directory takes of memory on its way. */
export async function measureRemote({ contestants, quick }) {
  mkdirSync(join(work, 'remote'), { recursive: true });
  return [...(await measureProcess(contestants, quick)), ...(await measureTransfer(contestants, quick))];
}

/** In memory: what a disk's file system takes for a million small files differs by ten from one minute to the next. */
async function measureProcess({ peer, cli, env, python }, quick) {
  const events = quick ? 20_000 : 1_000_000;
  const [theirs, ours, journal, files] = await inMemoryFolder(async (folder) => {
    const [path, packed] = [join(folder, 'said'), join(folder, 'packed')];
    await makeWorkerStream({ path, events, artifacts: packed }, { peer, env, python });
    rmSync(packed, { recursive: true });
    const receive = async (settings, ...program) => {
      const target = join(folder, 'received');
      mkdirSync(join(target, 'env'), { recursive: true });
      writeFileSync(join(target, 'env/settings'), JSON.stringify(settings));
      const words = [path, ...program, 'process', target, '-i', 'bench'];
      const command = ['sh', '-c', 'from=$1; shift; exec "$@" <"$from"', 'sh', ...words];
      const measured = await measureCommand({ command, env, python });
      const bytes = measureEventFile(target, 'bench');
      rmSync(target, { recursive: true });
      return { ...measured, bytes };
    };
    const byPeer = await receive({}, peer);
    const byUs = await receive({}, process.execPath, cli);
    const withoutFiles = await receive({ suppress_event_files: true }, process.execPath, cli);
    const bare = { folder: join(folder, 'files'), count: events, bytes: byUs.bytes };
    return [byPeer, byUs, withoutFiles, await writeFilesBarely(bare)];
  });
  const many = `${events.toLocaleString('en-GB')} events of a worker`;
  return [
    describeFigure(`${many}, processed by ours`, [events / ours.wall], { unit: 'events/s' }),
    describeFigure(`${many}, processed by Python's`, [events / theirs.wall], { unit: 'events/s' }),
    describeRatios(`${many}: wall, Python's ÷ ours`, [theirs.wall / ours.wall], { beside: 'peer', atLeast: 10 }),
    describeRatios(`${many}: the same without event files`, [theirs.wall / journal.wall], { beside: 'peer' }),
    describeRatios(
      `${many}: Python's ÷ a bare loop that makes the event files and nothing else`,
      [theirs.wall / files.wall],
      { beside: 'peer' },
    ),
    describeRatios(`${many}: CPU, Python's ÷ ours`, [theirs.cpu / ours.cpu], { beside: 'peer' }),
    describeFigure(`${many}: memory of ours`, [ours.peak / mebibyte], { unit: 'MiB' }),
  ];
}

async function measureTransfer({ cli, env, python }, quick) {
  const [folder, job] = [join(work, 'remote/large'), join(work, 'remote/job')];
  const megabytes = quick ? 256 : 2048;
  makeLargeJob(folder, megabytes);
  const run = (script, ...more) =>
    measureCommand({ command: ['sh', '-c', script, process.execPath, cli, ...more], env, python });
  const sent = await run('exec "$0" "$1" transmit "$2" -m debug --hosts localhost >"$3"', folder, job);
  const received = await run('exec "$0" "$1" worker <"$2" >/dev/null', job);
  rmSync(job);
  const what = `a private data dir of ${megabytes} MiB`;
  return [
    describeFigure(`${what}: memory of transmit`, [sent.peak / mebibyte], { unit: 'MiB', atMost: 150 }),
    describeFigure(`${what}: memory of worker`, [received.peak / mebibyte], { unit: 'MiB', atMost: 150 }),
    describeFigure(`${what}: transmit`, [megabytes / sent.wall], { unit: 'MiB/s' }),
    describeFigure(`${what}: worker`, [megabytes / received.wall], { unit: 'MiB/s' }),
  ];
}

/** Noise: nothing that packing could make small. */
function makeLargeJob(folder, megabytes) {
  mkdirSync(join(folder, 'project'), { recursive: true });
  mkdirSync(join(folder, 'inventory'));
  writeFileSync(join(folder, 'inventory/hosts'), 'localhost ansible_connection=local\n');
  const file = openSync(join(folder, 'project/large'), 'w');
  const noise = Buffer.alloc(mebibyte);
  for (let at = 0; at < megabytes; at++) writeSync(file, randomFillSync(noise));
  closeSync(file);
}
