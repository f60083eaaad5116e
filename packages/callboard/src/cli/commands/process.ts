import type { Command } from 'commander';
import type { LogFlags } from '../step-log.js';

interface Flags extends LogFlags {
  readonly ident?: string;
  readonly artifactDir?: string;
  readonly json?: true;
  readonly quiet?: true;
}

export function define(command: Command, conclude: (code: number) => void): void {
  command
    .argument('<private_data_dir>', 'directory for the artifacts; made if it is not there')
    .option('-i, --ident <ident>', "the run's name (default: the one that was sent with the job)")
    .option('--artifact-dir <path>', 'where runs are kept (default: <private_data_dir>/artifacts)')
    .option('-j, --json', "show events as JSON lines instead of Ansible's output")
    .option('-q, --quiet', "don't show Ansible's output")
    .addHelpText(
      'after',
      `
Reads from stdin what a worker says, callboard's or ansible-runner's, and makes
a run of it: artifacts, plugins, deliveries, \`callboard events --follow\` while
it comes. The exit code is Ansible's; 1 when the stream was cut or the worker's
runner failed, 254 when the run was stopped.

Example:
  callboard process ./private -i nightly <said`,
    )
    .action(async (privateDataDir: string, flags: Flags) => conclude(await receive(privateDataDir, flags)));
}

async function receive(privateDataDir: string, flags: Flags): Promise<number> {
  const [{ runWithSignals }, { openStepLog }, { concludeRun }] = await Promise.all([
    import('../run-with-signals.js'),
    import('../step-log.js'),
    import('../conclude-run.js'),
  ]);
  const { ident, artifactDir, json = false, quiet = false } = flags;
  const result = await runWithSignals(
    { streamer: 'process', privateDataDir, ident, artifactDir, jsonMode: json, quiet },
    openStepLog(flags),
  );
  return await concludeRun(result, privateDataDir, flags);
}
