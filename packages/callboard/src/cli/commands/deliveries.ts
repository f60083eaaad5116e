import type { Command } from 'commander';

interface Flags {
  readonly ident?: string;
  readonly artifactDir?: string;
  readonly plugin?: string;
  readonly dead?: true;
  readonly json?: true;
}

export function define(command: Command, conclude: (code: number) => void): void {
  command
    .argument('<private_data_dir>', 'directory of the runs')
    .option('-i, --ident <ident>', "only this run, by its ident or the ident's beginning")
    .option('--plugin <name>', 'only this sink')
    .option('--artifact-dir <path>', 'where runs are kept (default: <private_data_dir>/artifacts)')
    .option('--dead', 'list dead letters, with the answers that rejected them')
    .option('-j, --json', 'a JSON line for each run and sink, or each dead letter')
    .addHelpText(
      'after',
      `
Runs are listed oldest first. Only what is on disk is shown; nothing is sent.

Examples:
  callboard deliveries ./private
  callboard deliveries ./private --dead
  callboard deliveries ./private --json | jq -r 'select(.owed > 0) | .ident'`,
    )
    .action(async (privateDataDir: string, flags: Flags) => conclude(await showDeliveries(privateDataDir, flags)));
}

/** Returns the exit code: 1 where dead letters cannot be read. */
async function showDeliveries(privateDataDir: string, flags: Flags): Promise<number> {
  const [{ findRunsRoot }, { chooseIdent }, { inspectDeliveries }, { inspectScreen }, { writeOut }] = await Promise.all(
    [
      import('../../retrieval/list-runs.js'),
      import('../runs/choose-ident.js'),
      import('../../delivery/list-deliveries.js'),
      import('../screen/style.js'),
      import('../screen/write-out.js'),
    ],
  );
  const root = await findRunsRoot(privateDataDir, flags.artifactDir);
  const ident = flags.ident === undefined ? undefined : await chooseIdent(root, flags.ident);
  const deliveries = await inspectDeliveries(root, { ident, plugin: flags.plugin });
  const screen = inspectScreen();
  if (flags.dead) {
    const [{ collectDeadLetters }, { renderDeadLetters }, { reportError }] = await Promise.all([
      import('../../delivery/list-dead-letters.js'),
      import('../delivery/render-dead-letters.js'),
      import('../report-error.js'),
    ]);
    let code = 0;
    const letters = await collectDeadLetters(deliveries, (thrown) => {
      reportError(thrown, false);
      code = 1;
    });
    const lines = letters.map((letter) => `${JSON.stringify(letter)}\n`).join('');
    await writeOut(flags.json ? lines : renderDeadLetters(letters, screen.style));
    return code;
  }
  const { renderDeliveries, renderDeliveriesAsJson } = await import('../delivery/render-deliveries.js');
  await writeOut(flags.json ? renderDeliveriesAsJson(deliveries) : renderDeliveries(deliveries, root, screen));
  return 0;
}
