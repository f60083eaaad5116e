import type { Command } from 'commander';
import type { RunChoice } from '../runs/open-recorded.js';

interface Flags extends RunChoice {
  readonly json?: true;
}

export function define(command: Command): void {
  command
    .argument('<private_data_dir>', 'directory of the run')
    .option('-i, --ident <ident>', "the run's ident, or its beginning (default: the newest run)")
    .option('--artifact-dir <path>', 'where runs are kept (default: <private_data_dir>/artifacts)')
    .option('--assume-lost', 'complete a run that is out of sight: you know that its runner is gone')
    .option('-j, --json', 'the summary as JSON')
    .addHelpText(
      'after',
      `
A run whose runner was lost is completed first from what Ansible left on disk.
Whether a runner on another machine was lost can't be seen from here: such a
run is "out of sight", and left alone until you say --assume-lost.

Examples:
  callboard show ./private
  callboard show ./private -i 3f2a
  callboard show ./private --json | jq .failures`,
    )
    .action(showRun);
}

async function showRun(privateDataDir: string, flags: Flags): Promise<void> {
  const [{ openRecorded }, { summariseRun }, { renderSummary }, { inspectScreen }, { writeOut }] = await Promise.all([
    import('../runs/open-recorded.js'),
    import('../summary/summarise-run.js'),
    import('../summary/render-summary.js'),
    import('../screen/style.js'),
    import('../screen/write-out.js'),
  ]);
  const summary = await summariseRun(await openRecorded(privateDataDir, flags));
  await writeOut(flags.json ? `${JSON.stringify(summary, null, 2)}\n` : renderSummary(summary, inspectScreen()));
}
