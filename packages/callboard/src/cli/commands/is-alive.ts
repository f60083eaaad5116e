import type { Command } from 'commander';
import { acceptRunOptions } from '../options/accept-run-options.js';

export function define(command: Command, conclude: (code: number) => void): void {
  acceptRunOptions(command)
    .argument('<private_data_dir>', 'directory that `start` was called with')
    .addHelpText(
      'after',
      `
Says it by its exit code alone: 0 when a run is going on there, 1 when not.

Example:
  callboard is-alive ./private && echo still running`,
    )
    .action(async (privateDataDir: string) => {
      const [{ findDaemon }, { findPrivateDataDir }] = await Promise.all([
        import('../daemon/find-daemon.js'),
        import('../../config/read-private-data-dir.js'),
      ]);
      conclude(findDaemon(await findPrivateDataDir(privateDataDir)).daemon ? 0 : 1);
    });
}
