// node bench/delivery.mjs [--records N] [--rounds N]: an HTTP sink beside a bare loop that makes the same requests.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { median, show } from './lib/figures.mjs';
import { work } from './lib/folders.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const self = fileURLToPath(import.meta.url);

if (process.argv[2] === 'receive') receive();
else await main();

/** In a process of its own: answers every request with an empty 200. */
function receive() {
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => response.end());
  });
  server.listen(0, '127.0.0.1', () => process.send(server.address().port));
  process.once('disconnect', () => process.exit());
}

async function main() {
  const { values } = parseArgs({ options: { records: { type: 'string' }, rounds: { type: 'string' } } });
  const count = Number(values.records ?? 20_000);
  mkdirSync(work, { recursive: true });
  const directory = mkdtempSync(join(work, 'delivery-'));
  const receiver = fork(self, ['receive']);
  try {
    const [port] = await once(receiver, 'message');
    const url = `http://127.0.0.1:${port}/hook`;
    const records = makeRecords(count);
    const journal = await writeJournal(directory, records);
    for (const size of [1, 100])
      await compare({ url, records, journal, directory, size, rounds: Number(values.rounds ?? 5) });
  } finally {
    receiver.disconnect();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Round by round, since a noisy minute hits both. */
async function compare({ url, records, journal, directory, size, rounds }) {
  const [bare, sink] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    bare.push(await rate(records.length, () => loopBarely(url, records, size)));
    sink.push(await rate(records.length, () => deliver(url, journal, join(directory, `${size}-${round}`), size)));
  }
  const ratio = median(sink.map((value, round) => value / bare[round]));
  const name = size === 1 ? 'one by one' : `batches of ${size}`;
  console.log(
    `${name}: bare loop ${show(median(bare))} records/s, sink ${show(median(sink))} records/s, ratio ${show(ratio)}`,
  );
}

async function rate(count, send) {
  const began = performance.now();
  await send();
  return count / ((performance.now() - began) / 1000);
}

async function loopBarely(url, records, size) {
  const { Pool } = createRequire(join(root, 'plugins/http/package.json'))('undici');
  const { origin, pathname: path } = new URL(url);
  const pool = new Pool(origin);
  const headers = { 'content-type': size === 1 ? 'application/json' : 'application/x-ndjson', accept: '*/*' };
  for (let at = 0; at < records.length; at += size) {
    const body =
      size === 1
        ? records[at].data
        : `${records
            .slice(at, at + size)
            .map(({ data }) => data)
            .join('\n')}\n`;
    const answer = await pool.request({ path, method: 'POST', headers, body });
    await answer.body.dump();
    if (answer.statusCode !== 200) throw new Error(`status ${answer.statusCode}`);
  }
  await pool.close();
}

/** As `callboard deliver` does it: from the file, with cursors that are durable. */
async function deliver(url, journal, artifactDir, size) {
  const { RunDelivery } = await engine('deliver-run');
  const { openSink } = await engine('open-sink');
  const { CursorKeeper } = await engine('keep-cursor');
  const { findDelivery } = await engine('delivery-paths');
  const { readOptions } = await engine('plugin-options');
  const { skipTo } = await engine('durable-records');
  const { readJournalBatches } = await import(join(root, 'packages/callboard/dist/journal/read-journal.js'));
  const { default: sink } = await import(join(root, 'plugins/http/dist/plugin.js'));

  const format = size === 1 ? 'json' : 'ndjson';
  const defaults = Object.entries(sink.settings).map(([name, setting]) => [name, setting.default]);
  const settings = {
    ...Object.fromEntries(defaults),
    runner_http_url: url,
    runner_http_format: format,
    runner_http_proxy: 'none',
  };
  const ready = {
    kind: 'sink',
    name: 'http',
    package: { packageName: 'http' },
    sink,
    values: settings,
    secrets: [],
    options: readOptions('http', {}),
  };
  const log = { info() {}, warn: console.warn };
  const open = await openSink(ready, { ident: 'bench', privateDataDir: artifactDir, artifactDir, settings: {}, log });
  const paths = findDelivery(artifactDir, 'http');
  const delivery = new RunDelivery(open, paths, await CursorKeeper.open(paths, 'http', 'bench'));
  const receipt = await delivery.run((from) => skipTo(readJournalBatches(journal), from), new AbortController().signal);
  await open.close();
  if (receipt.state !== 'complete') throw new Error(JSON.stringify(receipt));
}

function engine(name) {
  return import(join(root, `packages/callboard/dist/delivery/${name}.js`));
}

/** Events of the usual size. */
function makeRecords(count) {
  const res = {
    changed: false,
    msg: 'All assertions passed',
    invocation: { module_args: { path: '/etc/hosts', mode: '0644' } },
  };
  return Array.from({ length: count }, (_, index) => {
    const event_data = {
      playbook: 'site.yml',
      play: 'all',
      task: `task ${index % 50}`,
      task_action: 'debug',
      host: `host${index % 40}`,
      res,
    };
    const data = {
      uuid: `00000000-0000-0000-0000-${String(index).padStart(12, '0')}`,
      counter: index + 1,
      event: 'runner_on_ok',
    };
    const text = {
      stdout: `ok: [host${index % 40}]`,
      start_line: index,
      end_line: index + 1,
      runner_ident: 'bench',
      pid: 4242,
    };
    return {
      n: index + 1,
      at: '2026-01-01T00:00:00.000Z',
      kind: 'event',
      data: JSON.stringify({ ...data, ...text, event_data }),
    };
  });
}

async function writeJournal(directory, records) {
  const { encodeRecord } = await import(join(root, 'packages/callboard/dist/journal/record.js'));
  const path = join(directory, 'journal.ndjson');
  writeFileSync(path, records.map(encodeRecord).join(''));
  return path;
}
