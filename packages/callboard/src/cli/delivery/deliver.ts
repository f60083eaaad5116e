import { findPrivateDataDir } from '../../config/read-private-data-dir.js';
import { readSettings } from '../../config/read-settings.js';
import { deliverRecorded } from '../../delivery/deliver-recorded.js';
import { inspectDeliveries, isSettled } from '../../delivery/list-deliveries.js';
import { readPluginSettings } from '../../delivery/read-plugin-settings.js';
import { describeReceipt } from '../../delivery/receipt.js';
import { findRunsRoot } from '../../retrieval/list-runs.js';
import { readCount } from '../options/read-count.js';
import { chooseIdent } from '../runs/choose-ident.js';
import { cleanLine } from '../screen/clean.js';
import { writeOut } from '../screen/write-out.js';
import { UsageError } from '../usage-error.js';
import { ProgressLine } from './progress-line.js';
import { stopOnSignals } from './stop-on-signals.js';

export interface DeliverFlags {
  readonly ident?: string;
  readonly plugin?: string;
  readonly artifactDir?: string;
  readonly from?: string;
  readonly dead?: true;
  readonly all?: true;
  readonly timeout?: string;
  readonly quiet?: true;
}

/** Returns the exit code: 0 when nothing is owed and nothing dead. */
export async function deliver(privateDataDir: string, flags: DeliverFlags): Promise<number> {
  const from = readCount('--from', flags.from);
  if (flags.dead && from !== undefined) throw new UsageError('--dead sends dead letters alone; leave --from out.');
  const timeout = readCount('--timeout', flags.timeout);
  const directory = await findPrivateDataDir(privateDataDir);
  const root = await findRunsRoot(directory, flags.artifactDir);
  const ident = flags.ident === undefined ? undefined : await chooseIdent(root, flags.ident);
  const progress = new ProgressLine(process.stderr, flags.quiet ?? false);
  const stop = stopOnSignals((text) => progress.say(text), timeout);
  let failed: number;
  try {
    const receipts = await deliverRecorded({
      privateDataDir: directory,
      settings: readSettings(undefined, await readPluginSettings(directory)).all,
      artifactDir: root,
      ident,
      from,
      plugin: flags.plugin,
      dead: flags.dead,
      all: flags.all,
      stop: stop.signal,
      log: progress.log,
      onBegin: (run, current) => void progress.follow(run, current),
      onReceipt: () => progress.clear(),
    });
    progress.clear();
    failed = receipts.filter(({ state }) => state === 'failed').length;
    for (const receipt of flags.quiet ? [] : receipts) {
      await writeOut(`${cleanLine(`${receipt.ident}  ${describeReceipt(receipt)}`)}\n`);
    }
  } finally {
    progress.clear();
    stop.detach();
  }
  return await conclude(root, { ident, plugin: flags.plugin, failed }, progress);
}

/** What is true on disk now counts, not only what was just dealt with. `failed`: of what cannot be read nothing is known. */
async function conclude(
  root: string,
  { failed, ...choice }: { ident: string | undefined; plugin: string | undefined; failed: number },
  progress: ProgressLine,
): Promise<number> {
  const deliveries = await inspectDeliveries(root, choice);
  const open = deliveries.filter((facts) => !isSettled(facts));
  if (open.length + failed === 0)
    progress.say(deliveries.length > 0 ? 'Nothing is owed.' : 'No sink was given anything yet.');
  const owed = open.reduce((sum, facts) => sum + facts.owed, 0);
  const dead = open.reduce((sum, facts) => sum + facts.rejected, 0);
  if (owed > 0) progress.say(`${owed} owed: the same command again goes on.`);
  if (dead > 0)
    progress.say(`${dead} dead: \`callboard deliveries --dead\` says why, \`deliver --dead\` sends them again.`);
  return open.length + failed === 0 ? 0 : 1;
}
