import type { Command } from 'commander';
import type { CleanupFlags } from '../remote/clean-up.js';

export function define(command: Command): void {
  command
    .option('--file-pattern <pattern>', "directories to remove, as a shell's pattern: '/tmp/callboard-worker-*'")
    .option('--exclude-strings [texts...]', 'leave those whose path contains one of these')
    .option('--grace-period <minutes>', 'leave those changed in the last minutes; 0 leaves none (default: 60)')
    .option('--remove-images [images...]', 'untag these container images')
    .option('--image-prune', 'remove container images that have no tag')
    .option('--process-isolation-executable <program>', 'podman or docker (default: podman)')
    .addHelpText(
      'after',
      `
Directories in which a run goes on are left alone, and so are those that a
system cannot do without. The last line says whether anything was changed.

Examples:
  callboard worker cleanup --file-pattern '/tmp/callboard-worker-*'
  callboard worker cleanup --remove-images quay.io/me/ee:old --image-prune`,
    )
    .action(async (flags: CleanupFlags) => {
      const { cleanUp } = await import('../remote/clean-up.js');
      await cleanUp(flags);
    });
}
