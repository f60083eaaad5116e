import { join } from 'node:path';
import { root } from '../../scripts/setup/paths.mjs';

/**
 * Delivers a journal with the HTTP sink, as `callboard deliver` does it: read from the file, with a cursor that is
 * durable.
 * @param {{ url: string, journal: string, artifactDir: string, size: number }} what `size`: records a request
 */
export async function deliverJournal({ url, journal, artifactDir, size }) {
  const { RunDelivery } = await engine('delivery/deliver-run');
  const { openSink } = await engine('delivery/open-sink');
  const { CursorKeeper } = await engine('delivery/keep-cursor');
  const { DeadLetterBox } = await engine('delivery/keep-dead-letters');
  const { findDelivery } = await engine('delivery/delivery-paths');
  const { skipTo } = await engine('delivery/durable-records');
  const { readJournalBatches } = await engine('journal/read-journal');
  const log = { info() {}, warn: console.warn };
  const run = { ident: 'bench', privateDataDir: artifactDir, artifactDir, settings: {}, log };
  const open = await openSink(await describeSink(url, size), run);
  const paths = findDelivery(artifactDir, 'http');
  const keeper = await CursorKeeper.open(paths, 'http', 'bench');
  const delivery = new RunDelivery(open, await DeadLetterBox.open(paths), keeper);
  const receipt = await delivery.run((from) => skipTo(readJournalBatches(journal), from), new AbortController().signal);
  await open.close();
  if (receipt.state !== 'complete') throw new Error(JSON.stringify(receipt));
}

/** The sink as it is when its plugin was loaded and its settings were read. */
async function describeSink(url, size) {
  const { readOptions } = await engine('delivery/plugin-options');
  const { default: sink } = await import(join(root, 'plugins/http/dist/plugin.js'));
  const defaults = Object.entries(sink.settings).map(([name, setting]) => [name, setting.default]);
  const values = {
    ...Object.fromEntries(defaults),
    runner_http_url: url,
    runner_http_format: size === 1 ? 'json' : 'ndjson',
    runner_http_proxy: 'none',
  };
  const options = readOptions('http', { batch_records: size });
  return { kind: 'sink', name: 'http', package: { packageName: 'http' }, sink, values, secrets: [], options };
}

function engine(name) {
  return import(join(root, `packages/callboard/dist/${name}.js`));
}
