import type { Command } from 'commander';
import { acceptRunOptions } from '../options/accept-run-options.js';

interface Flags {
  readonly grace?: string;
}

/** Seconds for Ansible to end in order; a run's own grace period is 10. */
const defaultGrace = 30;

export function define(command: Command, conclude: (code: number) => void): void {
  acceptRunOptions(command)
    .argument('<private_data_dir>', 'directory that `start` was called with')
    .option('--grace <seconds>', `how long the run may take to end in order (default: ${defaultGrace})`)
    .addHelpText(
      'after',
      `
Waits until the run has ended and its artifacts are complete. The exit code is 1
when nothing runs there. Also stops what \`ansible-runner start\` has started.

Example:
  callboard stop ./private`,
    )
    .action(async (privateDataDir: string, flags: Flags) => conclude(await stop(privateDataDir, flags)));
}

async function stop(privateDataDir: string, { grace }: Flags): Promise<number> {
  const [{ findDaemon }, { dropPidFile }, { stopDaemon }, { readCount }, { findPrivateDataDir }] = await Promise.all([
    import('../daemon/find-daemon.js'),
    import('../daemon/pid-file.js'),
    import('../daemon/stop-daemon.js'),
    import('../options/read-count.js'),
    import('../../config/read-private-data-dir.js'),
  ]);
  const graceSeconds = readCount('--grace', grace) ?? defaultGrace;
  const { note, daemon } = findDaemon(await findPrivateDataDir(privateDataDir));
  if (daemon) await stopDaemon(daemon, graceSeconds);
  if (note) dropPidFile(note.path, note.pid);
  if (daemon) return 0;
  const stale = note ? ` Process ${note.pid} of the pid file is none of ours; the file has been removed.` : '';
  process.stderr.write(`callboard: nothing runs in ${privateDataDir}.${stale}\n`);
  return 1;
}
