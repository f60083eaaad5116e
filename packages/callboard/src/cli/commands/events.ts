import type { Command } from 'commander';
import type { EventFlags } from '../events/read-event-filter.js';

export function define(command: Command): void {
  command
    .argument('<private_data_dir>', 'directory of the run')
    .optionsGroup('Which run:')
    .option('-i, --ident <ident>', "the run's ident, or its beginning (default: the newest run)")
    .option('--artifact-dir <path>', 'where runs are kept (default: <private_data_dir>/artifacts)')
    .optionsGroup('Which events:')
    .option('--event <names>', 'only these, by name, separated by commas')
    .option('--host <name>', 'only of this host')
    .option('--task <text>', 'only of tasks whose name contains this')
    .option('--failed', 'only failures: failed and unreachable')
    .option('--since-counter <number>', 'only from this counter on')
    .option('--follow', 'go on until the run ends')
    .optionsGroup('How they are shown:')
    .option('-j, --json', 'a JSON line for each event, whole, as it is stored')
    .option('--stdout', 'the text that Ansible showed')
    .addHelpText(
      'after',
      `
Examples:
  callboard events ./private
  callboard events ./private --failed --json | jq .event_data.res.msg
  callboard events ./private --event runner_on_ok,runner_on_failed --host web1
  callboard events ./private --follow --stdout`,
    )
    .action(async (privateDataDir: string, flags: EventFlags) => {
      const { showEvents } = await import('../events/show-events.js');
      await showEvents(privateDataDir, flags);
    });
}
