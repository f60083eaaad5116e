import type { Command } from 'commander';
import { addRunOptions } from '../options/add-run-options.js';
import type { RunFlags } from '../options/read-run-options.js';
import type { LogFlags } from '../step-log.js';

export function define(command: Command): void {
  addRunOptions(command)
    .addHelpText(
      'after',
      `
Writes the job to stdout: these options and the private data directory, without
its artifacts. It holds whatever secrets are in there. The worker may be
callboard's or ansible-runner's.

Examples:
  callboard transmit ./private -p site.yml -i nightly |
    ssh node1 callboard worker |
    callboard process ./private -i nightly`,
    )
    .action(async (privateDataDir: string, flags: RunFlags & LogFlags) => {
      const { transmitJob } = await import('../remote/transmit-job.js');
      await transmitJob(privateDataDir, flags);
    });
}
