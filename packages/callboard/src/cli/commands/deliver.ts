import type { Command } from 'commander';
import type { DeliverFlags } from '../delivery/deliver.js';

export function define(command: Command, conclude: (code: number) => void): void {
  command
    .argument('<private_data_dir>', 'directory of the runs, and of the settings of their sinks')
    .option('-i, --ident <ident>', "only this run, by its ident or the ident's beginning")
    .option('--plugin <name>', 'only this sink')
    .option('--artifact-dir <path>', 'where runs are kept (default: <private_data_dir>/artifacts)')
    .option('--from <number>', "send again from this record on (1 is a run's first)")
    .option('--dead', 'send dead letters again, and nothing else')
    .option('--all', 'also runs that a sink has never seen')
    .option('--timeout <seconds>', 'stop after so long; the rest stays owed (default: never)')
    .option('-q, --quiet', 'say nothing; the exit code tells')
    .addHelpText(
      'after',
      `
Without options: whatever sinks are owed, oldest run first. Runs that Python's
ansible-runner recorded can be sent too. Ctrl-C stops in order: what has arrived
is remembered, the rest stays owed. The exit code is 0 when nothing is owed and
there are no dead letters, else 1.

Examples:
  callboard deliver ./private
  callboard deliver ./private --timeout 60 --quiet || echo "still owed"
  callboard deliver ./private --dead
  callboard deliver ./private --all --plugin http`,
    )
    .action(async (privateDataDir: string, flags: DeliverFlags) => {
      const { deliver } = await import('../delivery/deliver.js');
      conclude(await deliver(privateDataDir, flags));
    });
}
