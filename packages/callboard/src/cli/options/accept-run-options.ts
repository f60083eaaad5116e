import { Command } from 'commander';
import { addRunOptions } from './add-run-options.js';

/** Ansible Runner's other commands take all flags of `run` and make nothing of them; ours do so without listing them. */
export function acceptRunOptions(command: Command): Command {
  for (const option of addRunOptions(new Command()).options) command.addOption(option.hideHelp());
  return command;
}
